import type { BatchState } from '@sluice/control-plane';
import type { Orphan } from '../find/orphans.ts';
import type { Target } from '../find/target.ts';
import type { FiringAlarm } from '../read/alarms.ts';
import type { WaitingFiles } from '../read/files.ts';

/** A batch that somebody still has to look after, as a line of the status. */
export interface RunningBatch {
  readonly batchId: string;
  readonly state: BatchState;
  readonly attempt: number;
  readonly files: number;
  readonly bytes: number;
  readonly slot: number | null;
  readonly jobRunId: string | null;
  /** Since it is in its state. */
  readonly seconds: number;
  readonly reason: string | null;
}

/** A batch that was settled. */
export interface SettledBatch {
  readonly batchId: string;
  readonly files: number;
  readonly bytes: number;
  readonly attempt: number;
  /** ISO 8601; null when it failed. */
  readonly committedAt: string | null;
  readonly settledAt: string;
  readonly reason: string | null;
}

/** How a dataset stands. */
export interface DatasetStatus {
  readonly dataset: string;
  readonly contractVersion: string;
  readonly status: 'active' | 'deprecated' | 'retired';
  readonly waiting: WaitingFiles;
  /** Messages that intake has not answered yet, and those that it gave up. */
  readonly events: { readonly waiting: number; readonly inFlight: number; readonly deadLetters: number };
  readonly slots: { readonly taken: number; readonly of: number };
  readonly running: readonly RunningBatch[];
  readonly lastCommits: readonly SettledBatch[];
  readonly quarantine: { readonly files: number; readonly byReason: Readonly<Record<string, number>> };
  /** Age of the newest file whose rows are in the table, by its arrival; null before the first commit. */
  readonly freshnessSeconds: number | null;
}

/** A lake at one moment. */
export interface LakeStatus {
  /** ISO 8601. */
  readonly at: string;
  readonly target: Pick<Target, 'kind' | 'lake' | 'account' | 'region'>;
  readonly datasets: readonly DatasetStatus[];
  readonly alarms: readonly FiringAlarm[];
  /** Deployed, and in no contract of the project: no merge will change them any more. */
  readonly orphans: readonly Orphan[];
}
