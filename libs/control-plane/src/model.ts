import type { FileId } from '@sluice/protocol';
import type { BatchState, FileState } from './states.ts';

export type { FileId } from '@sluice/protocol';

/** Who changed a state. An operator is named, so that the history says who released a file. */
export type Actor = 'intake' | 'dispatch' | 'reconcile' | `operator:${string}`;

/** What an event (or a listing) tells about an object version. */
export interface ObjectVersion extends FileId {
  readonly etag: string;
  readonly sizeBytes: number;
  /** S3's sequencer, hexadecimal, as it came. Only comparable within one key. */
  readonly sequencer: string;
  /** ISO 8601, when S3 says that it was created. */
  readonly eventTime: string;
}

/** How an object version stands to the others of its key when it is first seen. */
export type Standing = 'first' | 'later' | 'stale';

/** One step of a file's or a batch's way. */
export interface HistoryEntry<State> {
  /** ISO 8601. */
  readonly at: string;
  readonly to: State;
  readonly actor: Actor;
  /** A reason code of `explain`; null when the step is the usual one. */
  readonly reason: string | null;
  /** For people; never row data. */
  readonly detail: string | null;
  readonly contractVersion: string | null;
  readonly batchId: string | null;
  readonly attempt: number | null;
  readonly jobRunId: string | null;
}

/** The item of an object version. */
export interface FileRecord extends ObjectVersion {
  readonly state: FileState;
  readonly standing: Standing;
  /** ISO 8601, first sight. */
  readonly receivedAt: string;
  /** ISO 8601, since when it is in its state. */
  readonly stateSince: string;
  /** How many times it was queued; part of a batch's identity. */
  readonly queued: number;
  /** Files of one lane are cut together and with no other: halves of a failed batch. Empty: the usual lane. */
  readonly lane: string;
  readonly contractVersion: string | null;
  /** The plan that it was queued for. */
  readonly planDigest: string | null;
  readonly reason: string | null;
  readonly detail: string | null;
  /** Place in the file that a reason points at. */
  readonly place: { readonly line: number; readonly offset: number } | null;
  readonly headerFingerprint: string | null;
  readonly batchId: string | null;
  readonly attempt: number | null;
  readonly jobRunId: string | null;
  /** ISO 8601; when its rows were committed. */
  readonly committedAt: string | null;
  /** The last steps, oldest first; at most `MAX_HISTORY`. */
  readonly history: readonly HistoryEntry<FileState>[];
  /** Steps that the cap has dropped. */
  readonly historyDropped: number;
  /** Counts up with every write, so that a condition can name exactly one content. */
  readonly revision: number;
}

/** What dispatch needs to cut a batch, and nothing else: the projection of the index. */
export interface PendingFile extends FileId {
  readonly sizeBytes: number;
  readonly queued: number;
  readonly lane: string;
  readonly planDigest: string;
  /** ISO 8601. */
  readonly queuedAt: string;
}

/** What lists of the quarantine show. */
export interface QuarantinedFile extends FileId {
  readonly sizeBytes: number;
  readonly reason: string;
  /** ISO 8601. */
  readonly since: string;
}

/** The item of a batch. Its members are in its manifest. */
export interface BatchRecord {
  readonly batchId: string;
  readonly datasetId: string;
  readonly state: BatchState;
  readonly attempt: number;
  /** The slot that it holds; null once it is free. */
  readonly slot: number | null;
  readonly files: number;
  readonly bytes: number;
  readonly lane: string;
  readonly contractVersion: string;
  readonly planDigest: string;
  readonly codeDigest: string;
  /** `yyyy-MM-dd`, that of the manifest. */
  readonly runDate: string;
  /** The run of the current attempt; null until its start is known to have worked. */
  readonly jobRunId: string | null;
  readonly createdAt: string;
  readonly stateSince: string;
  readonly committedAt: string | null;
  /** Why the last attempt failed, or the batch. */
  readonly reason: string | null;
  readonly detail: string | null;
  readonly history: readonly HistoryEntry<BatchState>[];
  readonly historyDropped: number;
  readonly revision: number;
}

/** A header that is not what the contract calls usual. */
export interface DriftRecord {
  readonly datasetId: string;
  readonly fingerprint: string;
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
  readonly aliased: readonly { readonly column: string; readonly header: string }[];
  readonly contractVersion: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
  readonly exampleKey: string;
}

/** A place for one run. Taken before anything is cut. */
export interface SlotRecord {
  readonly datasetId: string;
  readonly slot: number;
  /** A dispatcher's id while it prepares, then the batch's; null: free. */
  readonly holder: string | null;
  /** ISO 8601; a dispatcher's hold ends by itself, a batch's (null) only when its runs are terminal. */
  readonly leaseUntil: string | null;
}

/** Histories keep this many steps; an item stays far under DynamoDB's 400 KB. */
export const MAX_HISTORY = 40;
