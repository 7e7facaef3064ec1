import type { FileId } from '@sluice/protocol';
import type {
  BatchRecord,
  DriftRecord,
  FileRecord,
  ObjectVersion,
  PendingFile,
  QuarantinedFile,
  SlotRecord,
  Standing,
} from '../model.ts';
import type { BatchTransition, FileTransition } from '../transitions.ts';

/** What became of a first sight. `known`: it was seen before, and this is what is known of it. */
export type Sight =
  | { readonly kind: 'new'; readonly standing: Standing; readonly file: FileRecord }
  | { readonly kind: 'known'; readonly file: FileRecord };

/** A conditional change either happened, or somebody was there before: `now` is what they left. */
export type Changed<Item> =
  | { readonly kind: 'done'; readonly item: Item }
  | { readonly kind: 'lost'; readonly now: Item | undefined };

/**
 * The ledger: the only place where it is decided what becomes of an object version. Every write is conditional on what
 * it changes. Both adapters (DynamoDB, in memory) pass `ledger-contract.ts`. After a lost answer a repeated call sees
 * its own write as `known`, or as
 * `done` (a transition carries an id that its item keeps): nothing happens twice.
 */
export interface Ledger {
  /**
   * First sight: puts the item RECEIVED together with the key's LATEST pointer. One request in order and for a
   * duplicate; one more when the pointer is ahead (`stale`) or behind (`later`).
   */
  receive(object: ObjectVersion, at: string): Promise<Sight>;
  file(id: FileId): Promise<FileRecord | undefined>;
  /** All versions of a key, in the order of their sequencers. */
  versionsOf(key: Omit<FileId, 'versionId'>): Promise<readonly FileRecord[]>;
  moveFile(transition: FileTransition): Promise<Changed<FileRecord>>;
  /** Many at once, each by itself conditional; answers in the same order. */
  moveFiles(transitions: readonly FileTransition[]): Promise<readonly Changed<FileRecord>[]>;
  /** Waiting files, the oldest first, at most `limit` of them, read from every shard. */
  pending(datasetId: string, limit: number): Promise<readonly PendingFile[]>;
  quarantined(datasetId: string): AsyncIterable<QuarantinedFile>;
  /** Every file of a dataset: a scan, for `verify` and people, never for a Lambda. */
  filesOf(datasetId: string): AsyncIterable<FileRecord>;

  /** Creates a batch, PREPARING. `lost`: it is there already. */
  createBatch(batch: BatchRecord): Promise<Changed<BatchRecord>>;
  moveBatch(transition: BatchTransition): Promise<Changed<BatchRecord>>;
  batch(datasetId: string, batchId: string): Promise<BatchRecord | undefined>;
  /** Batches that are not SETTLED and not RELEASED. */
  openBatches(datasetId: string): Promise<readonly BatchRecord[]>;
  /** The last settled ones, the newest first. */
  recentBatches(datasetId: string, limit: number): Promise<readonly BatchRecord[]>;

  /** Takes a free slot, or one whose dispatcher's lease is over; undefined when all `slots` are taken. */
  takeSlot(take: SlotTake): Promise<SlotRecord | undefined>;
  /** Hands the slot from its dispatcher to its batch. False when the dispatcher has it no more. */
  bindSlot(datasetId: string, slot: number, from: string, batchId: string): Promise<boolean>;
  /** Frees the slot if this holder has it; otherwise nothing. */
  freeSlot(datasetId: string, slot: number, holder: string): Promise<void>;
  slots(datasetId: string): Promise<readonly SlotRecord[]>;

  /** Counts a header that differs; one request. */
  observeDrift(observation: Omit<DriftRecord, 'firstSeen' | 'lastSeen' | 'count'>, at: string): Promise<void>;
  driftOf(datasetId: string): Promise<readonly DriftRecord[]>;
}

/** Who wants a slot, until when at most, and what time it is. */
export interface SlotTake {
  readonly datasetId: string;
  readonly slots: number;
  readonly holder: string;
  readonly now: string;
  readonly leaseUntil: string;
}
