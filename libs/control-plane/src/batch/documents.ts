import {
  BATCH_HEAD,
  type BatchHead,
  batchHeadKey,
  batchId,
  type DatasetConfig,
  type DocumentKind,
  INTENT,
  type Intent,
  intentKey,
  MANIFEST,
  type Manifest,
  manifestKey,
  RUN_REPORT,
  type RunReport,
  reportKey,
} from '@sluice/protocol';
import { ControlPlaneError } from '../errors.ts';
import type { PendingFile } from '../model.ts';
import type { BatchPorts } from '../ports/lake-ports.ts';
import { Conflict, Unclear } from '../ports/object-store.ts';
import { patiently, rounds } from '../ports/patience.ts';

/** One batch of a dataset, and everything that acts on its documents. */
export interface BatchPlace {
  readonly ports: Pick<BatchPorts, 'store' | 'clock'>;
  readonly config: DatasetConfig;
  readonly batchId: string;
}

/** A document as it was read or written, with the token that a swap presents. */
export interface At<Document> {
  readonly document: Document;
  readonly etag: string;
}

/** What a batch's members are run with. */
export interface RunPins {
  readonly planDigest: string;
  readonly contractVersion: string;
}

/** The input manifest of a batch that is about to be cut. Members in one fixed order: it numbers them. */
export function manifestOf(config: DatasetConfig, files: readonly PendingFile[], pins: RunPins, now: Date): Manifest {
  const members = files
    .map(({ bucket, key, versionId, sizeBytes, queued }) => ({
      bucket,
      key,
      version_id: versionId,
      size: sizeBytes,
      queued,
    }))
    .sort((a, b) => order(a.key, b.key) || order(a.version_id, b.version_id));
  const identity = {
    dataset_id: config.datasetId,
    members,
    replaces: [],
    plan_digest: pins.planDigest,
    code_digest: config.code.digest,
  };
  return {
    manifest_format: 1,
    batch_id: batchId(identity),
    contract_version: pins.contractVersion,
    run_date: now.toISOString().slice(0, 10),
    quarantine_bucket: config.quarantineBucket,
    catalog: { database: config.database, table: config.table },
    ...identity,
  };
}

/** Writes the manifest if it is absent, and returns the one that stands: its run date wins. */
export async function createManifest(place: BatchPlace, manifest: Manifest): Promise<Manifest> {
  await createOnce(place, manifestKey(place.config.datasetId, place.batchId), manifest);
  return readManifest(place);
}

/** The manifest of a batch, which must be there, be of this batch and be what its id says. */
export async function readManifest(place: BatchPlace): Promise<Manifest> {
  const found = await readDocument(place, MANIFEST, manifestKey(place.config.datasetId, place.batchId));
  const where = `${place.config.controlBucket}/${manifestKey(place.config.datasetId, place.batchId)}`;
  if (found === undefined) throw new ControlPlaneError('SLC9024', `${where} is missing`);
  const { document } = found;
  if (
    document.batch_id !== place.batchId ||
    batchId(document) !== place.batchId ||
    document.dataset_id !== place.config.datasetId
  )
    throw new ControlPlaneError(
      'SLC9024',
      `${where}: its members, plan and code give another batch than ${place.batchId}`,
    );
  return document;
}

/** The batch head as it is now; undefined when nobody has created it. */
export function readBatchHead(place: BatchPlace): Promise<At<BatchHead> | undefined> {
  return readDocument(place, BATCH_HEAD, batchHeadKey(place.config.datasetId, place.batchId));
}

/** The intent of an attempt that stands, if one does. */
export async function readIntent(place: BatchPlace, attempt: number): Promise<Intent | undefined> {
  const key = intentKey(place.config.datasetId, place.batchId, attempt);
  const intent = (await readDocument(place, INTENT, key))?.document;
  if (intent !== undefined && intent.attempt !== attempt)
    throw new ControlPlaneError('SLC9024', `${place.config.controlBucket}/${key}: it is of attempt ${intent.attempt}`);
  return intent;
}

/** The report of an attempt. One that is missing or damaged says nothing: what happened is decided without it. */
export async function readReport(place: BatchPlace, attempt: number): Promise<RunReport | undefined> {
  try {
    return (await readDocument(place, RUN_REPORT, reportKey(place.config.datasetId, place.batchId, attempt)))?.document;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'SLC3005') return undefined;
    throw error;
  }
}

/**
 * Writes a document if there is none. A conflict or a lost answer is no verdict: what can be read back is.
 *
 * @returns once a document of this name is known to be there: this one or an earlier one
 */
export async function createOnce(place: BatchPlace, key: string, document: object): Promise<void> {
  const { store, clock } = place.ports;
  const bucket = place.config.controlBucket;
  for await (const _ of rounds(clock)) {
    try {
      await store.create(bucket, key, bytesOf(document));
      return;
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof Unclear)) throw error;
      if (await patiently(clock, () => store.exists(bucket, key))) return;
    }
  }
  throw new ControlPlaneError('SLC9021', `s3://${bucket}/${key}: no answer`);
}

/** The bytes of a document of the control bucket. */
export function bytesOf(document: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, undefined, 2)}\n`);
}

async function readDocument<Document extends { readonly batch_id: string }>(
  { ports, config, batchId: id }: BatchPlace,
  kind: DocumentKind<Document>,
  key: string,
): Promise<At<Document> | undefined> {
  const stored = await patiently(ports.clock, () => ports.store.read(config.controlBucket, key));
  if (stored === undefined) return undefined;
  const where = `${config.controlBucket}/${key}`;
  const document = kind.parse(new TextDecoder().decode(stored.body), where);
  if (document.batch_id !== id) throw new ControlPlaneError('SLC9024', `${where}: it is of batch ${document.batch_id}`);
  return { document, etag: stored.etag };
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
