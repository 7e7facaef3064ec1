import type { BatchHead } from '@sluice/protocol';
import { START_LATER } from '../batch/start.ts';
import type { BatchRecord } from '../model.ts';
import type { JobRun } from '../ports/job-runs.ts';

/** What is to be done about an open batch now. */
export type Verdict =
  /** Its dispatcher is gone: claim its members and bring it to its start, or release it. */
  | { readonly do: 'prepare' }
  /** A run of it goes on, or went on, that its item does not know. */
  | { readonly do: 'adopt'; readonly run: JobRun }
  | { readonly do: 'start' }
  /** The batch head says committed: the batch is a success, whatever Glue says of the run. */
  | { readonly do: 'commit' }
  /** The attempt is over without a commit. */
  | { readonly do: 'end-attempt'; readonly run: JobRun | undefined }
  /** Members, then the batch itself. */
  | { readonly do: 'settle' }
  | { readonly do: 'wait'; readonly why: string }
  /** Somebody has to look: what is there does not fit together. */
  | { readonly do: 'stuck'; readonly why: string };

/** What an open batch is judged by. */
export interface Evidence {
  readonly batch: BatchRecord;
  readonly batchHead: BatchHead | undefined;
  /** Every run that Glue knows of this batch. */
  readonly runs: readonly JobRun[];
  readonly now: Date;
  /** Between a run's end and the take-over, for its requests in flight. */
  readonly graceSeconds: number;
  /** How long whoever took the last step may need to go on. */
  readonly leaseSeconds: number;
}

const wait = (why: string): Verdict => ({ do: 'wait', why });
const stuck = (why: string): Verdict => ({ do: 'stuck', why });

/** Pure: the batch's item, its batch head and its runs say what is to be done, and nothing else does. */
export function judge(evidence: Evidence): Verdict {
  const { batch, batchHead, runs } = evidence;
  if (batch.state === 'PREPARING')
    return isLeaseOver(evidence) ? { do: 'prepare' } : wait('its dispatcher prepares it');
  // Its slot is free when Glue says that nothing of it runs any more, and not before.
  if (batch.state !== 'STARTED') return runs.every(({ isOver }) => isOver) ? { do: 'settle' } : wait('its run ends');
  if (batchHead === undefined) return stuck('it was started and has no batch head');
  if (batchHead.state === 'committed') return { do: 'commit' };
  if (batchHead.attempt < batch.attempt)
    return stuck(`its batch head says attempt ${batchHead.attempt}, the ledger ${batch.attempt}`);
  const own = runs.filter(({ attempt }) => attempt === batch.attempt);
  // Taken over or given back already: what is left is to write it down.
  if (batchHead.state === 'failed' || batchHead.attempt > batch.attempt)
    return { do: 'end-attempt', run: lastOf(own, batch.jobRunId) };
  return batchHead.state === 'running' ? judgeRunning(evidence, batchHead) : judgeOpen(evidence, own);
}

/** running(n, r): only r counts. Another run of the same attempt has lost the claim and touches nothing. */
function judgeRunning({ batch, runs, now, graceSeconds }: Evidence, batchHead: BatchHead): Verdict {
  const holder = runs.find(({ id }) => id === batchHead.run_id);
  if (holder === undefined) return stuck(`run ${batchHead.run_id} holds it, and Glue does not know that run`);
  if (batch.jobRunId === null) return { do: 'adopt', run: holder };
  if (!holder.isOver) return wait('its run goes on');
  const endedAt = Date.parse(holder.endedAt ?? holder.startedAt ?? batch.stateSince);
  if (now.getTime() < endedAt + graceSeconds * 1000) return wait('requests of its run may be in flight');
  return { do: 'end-attempt', run: holder };
}

/** open(n): nobody has claimed it. A run that is over never will, and has written nothing: no grace is needed. */
function judgeOpen(evidence: Evidence, own: readonly JobRun[]): Verdict {
  const { batch } = evidence;
  const going = own.find(({ isOver }) => !isOver);
  if (going !== undefined)
    return batch.jobRunId === null ? { do: 'adopt', run: going } : wait('its run has not claimed it yet');
  const ended = lastOf(own, batch.jobRunId);
  if (ended !== undefined || batch.jobRunId !== null) return { do: 'end-attempt', run: ended };
  if (batch.reason !== null && START_LATER.has(batch.reason)) return { do: 'start' };
  return isLeaseOver(evidence) ? { do: 'start' } : wait('its dispatcher starts it');
}

/** Whoever took the last step has had its time: a Lambda is ended before. */
function isLeaseOver({ batch, now, leaseSeconds }: Evidence): boolean {
  return now.getTime() >= Date.parse(batch.stateSince) + leaseSeconds * 1000;
}

function lastOf(runs: readonly JobRun[], jobRunId: string | null): JobRun | undefined {
  return runs.find(({ id }) => id === jobRunId) ?? runs.at(-1);
}
