import {
  BatchStopJobRunCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  type JobRun,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { BUCKETS, type Clients, type Lake, objectPath } from '@sluice/lake/folder';
import type { Manifest } from '@sluice/protocol';
import { manifestKey, planKey } from '@sluice/protocol';
import { jobName } from './catalog.ts';

/** A run takes seconds; asking more often takes CPU from it (a tenth of a second: 3 % of a core for each run). */
const POLL_MILLISECONDS = 250;
const TERMINAL: ReadonlySet<string> = new Set(['STOPPED', 'SUCCEEDED', 'FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED']);

/** Arguments of a run, in Glue's spelling. In a lake on folders the URIs are absolute paths. */
function runArguments(lake: Lake, manifest: Manifest, attempt: number): Record<string, string> {
  return {
    '--dataset_id': manifest.dataset_id,
    '--run_date': manifest.run_date,
    '--batch_id': manifest.batch_id,
    '--attempt': String(attempt),
    '--manifest_uri': objectPath(lake, BUCKETS.control, manifestKey(manifest.dataset_id, manifest.batch_id)),
    '--plan_uri': objectPath(lake, BUCKETS.control, planKey(manifest.dataset_id, manifest.plan_digest)),
    '--output_uri': `${lake.root}/${BUCKETS.processed}`,
  };
}

/** Starts a run of a batch and waits until Glue says that it is over. A signal stops it and waits all the same. */
export async function runOnce(
  clients: Clients,
  lake: Lake,
  manifest: Manifest,
  attempt: number,
  signal: AbortSignal,
): Promise<JobRun> {
  const JobName = jobName(manifest.dataset_id);
  const { JobRunId = '' } = await clients.glue.send(
    new StartJobRunCommand({ JobName, Arguments: runArguments(lake, manifest, attempt) }),
  );
  return waitFor(clients, JobName, JobRunId, signal);
}

/**
 * Waits for runs of a batch that an earlier command started and that still go on: it was killed, they were not.
 * StartJobRun has no idempotency token, so they are found by their arguments.
 */
export async function waitForEarlierRuns(clients: Clients, manifest: Manifest, signal: AbortSignal): Promise<void> {
  const JobName = jobName(manifest.dataset_id);
  let NextToken: string | undefined;
  do {
    const page = await clients.glue.send(
      new GetJobRunsCommand({ JobName, ...(NextToken === undefined ? {} : { NextToken }) }),
    );
    for (const run of page.JobRuns ?? []) {
      if (run.Arguments?.['--batch_id'] === manifest.batch_id && !isOver(run))
        await waitFor(clients, JobName, run.Id ?? '', signal);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

async function waitFor(clients: Clients, JobName: string, RunId: string, signal: AbortSignal): Promise<JobRun> {
  let stopping = false;
  for (;;) {
    const { JobRun } = await clients.glue.send(new GetJobRunCommand({ JobName, RunId }));
    if (JobRun !== undefined && isOver(JobRun)) return JobRun;
    if (signal.aborted && !stopping) {
      stopping = true;
      await clients.glue.send(new BatchStopJobRunCommand({ JobName, JobRunIds: [RunId] }));
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

function isOver(run: JobRun): boolean {
  return TERMINAL.has(run.JobRunState ?? '');
}
