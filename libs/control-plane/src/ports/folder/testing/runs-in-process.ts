import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatasetConfig } from '@sluice/protocol';
import { type Behaviour, type JobObjects, runJob } from '../../../simulation/job.ts';
import type { JobRun } from '../../job-runs.ts';
import type { LakePorts } from '../../lake-ports.ts';
import { type FolderLake, objectPath } from '../folder-paths.ts';
import type { FolderRuns } from '../folder-runs.ts';

/** Runs whose job is the simulated one, in this process, over the folders of a lake. */
export interface RunsInProcess {
  readonly runs: FolderRuns;
  readonly known: readonly JobRun[];
  /** Until what was started has ended. */
  settled(): Promise<void>;
}

/** What the job does to folders itself. */
export function jobObjects(lake: FolderLake): JobObjects {
  const put = async (bucket: string, key: string, body: Uint8Array) => {
    const path = objectPath(lake, bucket, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
  };
  return {
    put,
    copy: async (fromBucket, from, bucket, key) => {
      const body = readFileSync(objectPath(lake, fromBucket, from));
      await put(bucket, key, body);
      return { body, etag: '' };
    },
  };
}

/** Starts the simulated job; how it behaves is asked at every start. */
export function runsInProcess(
  ports: LakePorts,
  config: DatasetConfig,
  objects: JobObjects,
  behaviour: () => Behaviour,
): RunsInProcess {
  const known: JobRun[] = [];
  const ended: Promise<unknown>[] = [];
  const now = () => ports.clock.now().toISOString();
  const going = () => known.filter(({ isOver }) => !isOver);
  return {
    known,
    settled: async () => void (await Promise.all(ended)),
    runs: {
      start: async (_job, args) => {
        const [batchId = '', attempt, index] = [args['--batch_id'], Number(args['--attempt']), known.length];
        const about = {
          id: `jr_${index}`,
          batchId,
          attempt,
          startedAt: now(),
          seconds: 0,
          dpuSeconds: 0,
          message: null,
        };
        known.push({ ...about, state: 'RUNNING', isOver: false, endedAt: null });
        const place = { ports, config, batchId };
        const job = runJob({ isDead: false }, place, objects, about.id, attempt, behaviour());
        const end = (state: string) => {
          known[index] = { ...about, state, isOver: true, endedAt: now() };
        };
        ended.push(job.then((status) => end(status === 0 ? 'SUCCEEDED' : 'FAILED')));
        return { kind: 'started', runId: about.id };
      },
      get: async (_job, runId) => known.find(({ id }) => id === runId),
      since: async () => [...known],
      stop: async () => going(),
    },
  };
}
