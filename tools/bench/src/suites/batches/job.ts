import { type BatchPlace, type JobRun, type JobRuns, readBatchHead, swapBatchHead } from '@sluice/control-plane';

/** Glue's side of a batch: runs that are started, and a commit as the job makes it, without any rows. */
export interface FakeGlue extends JobRuns {
  /** How often Glue was asked since the start. */
  readonly requests: () => number;
  /** Claims the batch head, commits it, and ends the run. */
  readonly finish: (place: BatchPlace, runId: string) => Promise<void>;
}

/** Glue in memory: what a run does to data is measured elsewhere. */
export function createFakeGlue(): FakeGlue {
  const runs = new Map<string, JobRun>();
  let requests = 0;
  return {
    requests: () => requests,
    start: async (_job, args) => {
      requests += 1;
      const id = `jr_${runs.size + 1}`;
      const batch = { batchId: args['--batch_id'] ?? null, attempt: Number(args['--attempt']) };
      const times = { startedAt: new Date().toISOString(), endedAt: null, seconds: 0, dpuSeconds: 0 };
      runs.set(id, { id, ...batch, ...times, state: 'RUNNING', isOver: false, message: null });
      return { kind: 'started', runId: id };
    },
    get: async (_job, runId) => {
      requests += 1;
      return runs.get(runId);
    },
    since: async (_job, instant) => {
      requests += 1;
      return [...runs.values()].filter(
        ({ startedAt }) => startedAt !== null && Date.parse(startedAt) >= instant.getTime(),
      );
    },
    finish: async (place, runId) => {
      await commit(place, runId);
      const run = runs.get(runId);
      if (run === undefined) throw new Error(`there is no run ${runId}`);
      runs.set(runId, {
        ...run,
        state: 'SUCCEEDED',
        isOver: true,
        endedAt: new Date().toISOString(),
        seconds: 1,
        dpuSeconds: 2,
      });
    },
  };
}

async function commit(place: BatchPlace, runId: string): Promise<void> {
  const open = await readBatchHead(place);
  if (open === undefined) throw new Error(`batch ${place.batchId} has no batch head`);
  const running = { ...open.document, counter: open.document.counter + 1, state: 'running' as const, run_id: runId };
  const claimed = await swapBatchHead(place, open, running);
  if (claimed.kind === 'lost') throw new Error(`batch ${place.batchId} was claimed by somebody else`);
  const counts = { rows_in: 0, accepted: 0, rejected: 0, duplicates: 0, by_reason: {} };
  const committed = {
    ...running,
    counter: running.counter + 1,
    state: 'committed' as const,
    counts,
    updated_at: new Date().toISOString(),
  };
  if ((await swapBatchHead(place, claimed.at, committed)).kind === 'lost')
    throw new Error(`batch ${place.batchId} was taken over`);
}
