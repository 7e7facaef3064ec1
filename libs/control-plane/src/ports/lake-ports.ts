import type { Ledger } from '../ledger/ledger.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Clock } from './clock.ts';
import type { JobRuns } from './job-runs.ts';
import type { Nudge } from './nudge.ts';
import type { ObjectStore } from './object-store.ts';

/** Everything outside that dispatch and reconcile act on. */
export interface LakePorts {
  readonly ledger: Ledger;
  readonly store: ObjectStore;
  readonly runs: JobRuns;
  readonly nudge: Nudge;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** A new id for a hold on a slot; never the same twice. */
  readonly newId: () => string;
  /** Time until the process is ended from outside. */
  readonly remainingMilliseconds: () => number;
}

/**
 * Nothing new is begun with less than this: the Lambda would be cut off in the middle of it, and somebody would wait
 * for its lease.
 */
export const LAST_MILLISECONDS = 10_000;

/** Whether something may still be begun. */
export function hasTime(ports: LakePorts): boolean {
  return ports.remainingMilliseconds() > LAST_MILLISECONDS;
}
