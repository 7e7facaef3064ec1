import type { Contract } from '@sluice/contract';

/** What a dataset's job and queue are sized by. */
export interface DatasetSettings {
  readonly workerType: string;
  readonly workers: number;
  readonly slots: number;
  readonly maxAttempts: number;
  readonly jobTimeoutMinutes: number;
  /** A file that has waited longer is late. */
  readonly lateAfterSeconds: number;
}

/** One run more than needed and one started by hand do not hit the limit that guards against runs by mistake. */
export const SPARE_RUNS = 2;
const MAX_ATTEMPTS = 3;
/** Glue's own default is eight hours: a run that hangs would cost 16 DPU-hours before anybody looks. */
const JOB_TIMEOUT_MINUTES = 60;
/** A batch is cut after `maxWaitSeconds`, and then may have to wait for a slot: three runs of five minutes. */
const USUAL_WAIT_SECONDS = 900;

/** The contract's wishes (`engine`, `sla`), and what is usual where it has none. */
export function settingsOf({ dataset }: Contract): DatasetSettings {
  const { engine, sla, batch } = dataset;
  return {
    workerType: engine.workerType,
    workers: engine.workers,
    slots: engine.slots,
    maxAttempts: MAX_ATTEMPTS,
    jobTimeoutMinutes: JOB_TIMEOUT_MINUTES,
    lateAfterSeconds:
      sla.freshnessMinutes === null ? batch.maxWaitSeconds + USUAL_WAIT_SECONDS : sla.freshnessMinutes * 60,
  };
}
