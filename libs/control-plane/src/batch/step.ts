import type { Actor, BatchRecord } from '../model.ts';
import type { Clock } from '../ports/clock.ts';
import type { Step } from '../transitions.ts';

/** A step that this actor takes now. */
export function stepNow(clock: Clock, actor: Actor): Step {
  return { at: clock.now().toISOString(), actor };
}

/** Which run of which batch a line of telemetry is about. */
export function aboutRun({ datasetId, batchId, attempt, jobRunId }: BatchRecord) {
  return { dataset_id: datasetId, batch_id: batchId, attempt, job_run_id: jobRunId };
}
