import {
  EntityNotFoundException,
  GetJobRunCommand,
  GetJobRunsCommand,
  type GlueClient,
  type JobRun as GlueRun,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { ControlPlaneError } from '../../errors.ts';
import { isTerminal, type JobRun, type JobRuns } from '../job-runs.ts';
import { Unclear } from '../object-store.ts';

/** There is no room: Glue has started nothing, and will when there is. */
const LATER = /^(?:ConcurrentRunsExceeded|ResourceNumberLimitExceeded|Throttl|TooManyRequests|RequestLimitExceeded)/;
// DPUs of one worker: https://docs.aws.amazon.com/glue/latest/dg/worker-types.html
const DPUS: Readonly<Record<string, number>> = {
  'G.025X': 0.25,
  'G.1X': 1,
  'G.2X': 2,
  'G.4X': 4,
  'G.8X': 8,
  'G.12X': 12,
  'G.16X': 16,
  'R.1X': 1,
  'R.2X': 2,
  'R.4X': 4,
  'R.8X': 8,
};

/**
 * Glue's runs.
 *
 * @param client one that never repeats a request by itself (`maxAttempts: 1`): a repeated StartJobRun is a second run
 */
export function createGlueRuns(client: GlueClient): JobRuns {
  return {
    start: async (job, args) => {
      try {
        const { JobRunId } = await client.send(new StartJobRunCommand({ JobName: job, Arguments: { ...args } }));
        if (JobRunId === undefined) throw new Unclear(`StartJobRun ${job}: an answer without an id`);
        return { kind: 'started', runId: JobRunId };
      } catch (error) {
        if (error instanceof Error && LATER.test(error.name)) return { kind: 'later', why: error.name };
        throw sorted(error, `StartJobRun ${job}`);
      }
    },
    get: async (job, runId) => {
      try {
        const { JobRun } = await client.send(new GetJobRunCommand({ JobName: job, RunId: runId }));
        return JobRun === undefined ? undefined : runOf(JobRun);
      } catch (error) {
        if (error instanceof EntityNotFoundException || (error as Error).name === 'EntityNotFoundException')
          return undefined;
        throw sorted(error, `GetJobRun ${job}`);
      }
    },
    since: async (job, instant) => {
      const runs: JobRun[] = [];
      let NextToken: string | undefined;
      do {
        const page = await client
          .send(
            new GetJobRunsCommand({ JobName: job, MaxResults: 200, ...(NextToken === undefined ? {} : { NextToken }) }),
          )
          .catch((error: unknown) => {
            throw sorted(error, `GetJobRuns ${job}`);
          });
        const found = page.JobRuns ?? [];
        runs.push(...found.filter((run) => startOf(run) >= instant.getTime()).map(runOf));
        // Glue lists the newest first. Were a page out of order, a run would be missed and started twice: it loses the
        // claim.
        const isPast = found.length > 0 && found.every((run) => startOf(run) < instant.getTime());
        NextToken = isPast ? undefined : page.NextToken;
      } while (NextToken !== undefined && NextToken !== '');
      return runs;
    },
  };
}

function runOf(run: GlueRun): JobRun {
  const attempt = Number(run.Arguments?.['--attempt']);
  const state = run.JobRunState ?? 'STARTING';
  const seconds = run.ExecutionTime ?? 0;
  const dpus = run.MaxCapacity ?? (run.NumberOfWorkers ?? 0) * (DPUS[run.WorkerType ?? ''] ?? 1);
  return {
    id: run.Id ?? '',
    batchId: run.Arguments?.['--batch_id'] ?? null,
    attempt: Number.isSafeInteger(attempt) ? attempt : null,
    state,
    isOver: isTerminal(state),
    startedAt: run.StartedOn?.toISOString() ?? null,
    endedAt: isTerminal(state) ? ((run.CompletedOn ?? run.LastModifiedOn)?.toISOString() ?? null) : null,
    seconds,
    dpuSeconds: run.DPUSeconds ?? seconds * dpus,
    message: run.ErrorMessage ?? null,
  };
}

const startOf = (run: GlueRun) => run.StartedOn?.getTime() ?? Number.POSITIVE_INFINITY;

/** No answer or one that Glue itself does not vouch for is unclear; every other refusal is for good. */
function sorted(error: unknown, what: string): Error {
  if (error instanceof Unclear) return error;
  const { name, $metadata } = error as {
    readonly name: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const isUnclear =
    status === undefined || status >= 500 || LATER.test(name) || /^(?:InternalService|OperationTimeout)/.test(name);
  if (isUnclear) return new Unclear(`${what}: ${name}`, { cause: error });
  return new ControlPlaneError('SLC9022', `${what}: ${name}`, { cause: error });
}
