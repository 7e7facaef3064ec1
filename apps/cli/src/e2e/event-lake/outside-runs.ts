import { StartJobRunCommand } from '@aws-sdk/client-glue';
import type { Target } from '@sluice/lake';
import { type DatasetConfig, datasetNames, manifestKey, planKey } from '@sluice/protocol';
import { processesOf } from '../sluice.ts';
import { until } from './lake.ts';

/** Runs of a job that nobody's dispatch has started, held where they are. */
export interface OutsideRuns {
  readonly ids: readonly string[];
  /** Lets them go on, to their failure: there is no batch for them. */
  release(): void;
}

/** Fills a job with runs by hand, until Glue has no room for more, and stops their processes. */
export async function fillJob(target: Target, config: DatasetConfig, runs: number): Promise<OutsideRuns> {
  const { script, package: archive } = config.code;
  const batches = Array.from({ length: runs }, (_, index) => `${'e'.repeat(22)}${String(index).padStart(2, '0')}`);
  const ids: string[] = [];
  for (const batch of batches) {
    const control = (key: string) => `s3://${config.controlBucket}/${key}`;
    const { JobRunId = '' } = await target.query.glue.send(
      new StartJobRunCommand({
        JobName: datasetNames(config.datasetId).job,
        Arguments: {
          '--dataset_id': config.datasetId,
          '--run_date': '2026-01-01',
          '--batch_id': batch,
          '--attempt': '1',
          '--manifest_uri': control(manifestKey(config.datasetId, batch)),
          '--plan_uri': control(planKey(config.datasetId, 'none')),
          '--output_uri': `s3://${config.processedBucket}`,
          '--scriptLocation': `s3://${script.bucket}/${script.key}`,
          '--extra-py-files': `s3://${archive.bucket}/${archive.key}`,
        },
      }),
    );
    ids.push(JobRunId);
  }
  const pids = await Promise.all(
    batches.map((batch) => until(`the process of ${batch}`, () => pidsOf(batch)[0], 30, 20)),
  );
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return {
    ids,
    release: () => {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    },
  };
}

/** Processes that were started for a batch. */
export function pidsOf(batchId: string): readonly number[] {
  return processesOf(batchId).map((line) => Number(line.split(' ')[0]));
}
