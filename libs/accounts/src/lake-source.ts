import type { Readable } from 'node:stream';
import type { Ledger } from '@sluice/control-plane';
import type { DocumentSource, RawVersion, StoredObject } from '@sluice/lake';
import type { RegisteredPartition } from '@sluice/lake/catalog';

/** An object, of one version where versions matter. */
export interface SourceObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** A lake as its accounts are worked out from: the same questions, whether it lies in buckets or on folders. */
export interface LakeSource {
  readonly ledger: Pick<Ledger, 'file' | 'filesOf' | 'batch' | 'openBatches' | 'slots'>;
  readonly buckets: {
    readonly raw: string;
    readonly processed: string;
    readonly quarantine: string;
    readonly control: string;
  };
  readonly documents: DocumentSource;
  /** Every version of a key is kept; on folders only the first content of a name is. */
  readonly keepsVersions: boolean;
  /** What was put may be on its way to the ledger for seconds. */
  readonly hasEvents: boolean;
  datasets(): Promise<readonly string[]>;
  /** Runs of a dataset that may be under way at the same time. */
  slotLimit(datasetId: string): Promise<number>;
  /** Every version of every object in raw. */
  versions(signal: AbortSignal): Promise<readonly RawVersion[]>;
  /** Objects of a bucket; their digests are worked out batch by batch, where a batch head says what they must be. */
  objects(bucket: string): Promise<readonly StoredObject[]>;
  /** Partitions that the catalog keeps, by table. */
  registered(): Promise<ReadonlyMap<string, readonly RegisteredPartition[]>>;
  /** Its content; undefined when it is gone. */
  open(object: SourceObject, signal: AbortSignal): Promise<Readable | undefined>;
  /** Where an object lies on this machine, if it does: it need not be brought. */
  pathOf?(object: SourceObject): string;
  /** Files in the making, which must not be there unless somebody is at work. */
  halfWritten?(): Promise<readonly string[]>;
}
