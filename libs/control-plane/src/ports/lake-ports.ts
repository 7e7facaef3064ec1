import type { Ledger } from '../ledger/ledger.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Clock } from './clock.ts';
import type { JobRuns } from './job-runs.ts';
import type { Nudge } from './nudge.ts';
import type { ObjectStore } from './object-store.ts';

/** Everything outside that the life of a batch acts on: all that dispatch needs. */
export interface BatchPorts {
  readonly ledger: Ledger;
  readonly store: ObjectStore;
  readonly runs: JobRuns;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** A new id for a hold on a slot; never the same twice. */
  readonly newId: () => string;
  /**
   * Whoever has these ports is the only one who dispatches and reconciles, as under the lock of a lake on folders: what
   * somebody has begun and not ended is nobody's, and no lease needs to be waited for.
   */
  readonly isAlone?: boolean;
  /** Time until the process is ended from outside. */
  readonly remainingMilliseconds: () => number;
}

/** The same, and what reconcile wakes dispatch up with when a slot is free. */
export interface LakePorts extends BatchPorts {
  readonly nudge: Nudge;
}

/**
 * Nothing new is begun with less than this: the Lambda would be cut off in the middle of it, and somebody would wait
 * for its lease.
 */
const LAST_MILLISECONDS = 10_000;

/** Whether something may still be begun. */
export function hasTime(ports: Pick<BatchPorts, 'remainingMilliseconds'>): boolean {
  return ports.remainingMilliseconds() > LAST_MILLISECONDS;
}
