import { entityNotFound, invalidInput } from '../service/aws-error.ts';
import { epochSeconds } from '../service/clock.ts';
import type { Input } from '../service/input.ts';
import { page } from '../service/paging.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { isTerminal, type Job, type JobRun } from './job-model.ts';
import type { JobStore } from './job-store.ts';
import { jobNamed } from './jobs.ts';
import { glue, NAME, type NamedOperation, optional } from './operations.ts';
import type { Runner } from './runner.ts';

/** Runs of jobs: start, look, stop. */
export function jobRunOperations(store: JobStore, runner: Runner): NamedOperation[] {
  const runOf = (job: string, id: string): JobRun => {
    const run = store.run(id);
    if (run === undefined || run.JobName !== job) throw entityNotFound(`Job Run Id ${id} not found for job ${job}`);
    return run;
  };
  return [
    glue('StartJobRun', async (input) => {
      const job = jobNamed(store, input.text('JobName', NAME));
      const timeout = input.optionalInteger('Timeout', 1, 10_080);
      const retried = input.optionalText('JobRunId', NAME);
      const options = { ...optional('timeout', timeout), capacity: capacityAsked(job, input) };
      if (retried !== undefined) {
        const before = runOf(job.Name, retried);
        if (!isTerminal(before.JobRunState)) throw invalidInput(`Job run ${retried} is not over`);
        return {
          JobRunId: await runner.start(
            job,
            { ...before.Arguments, ...input.textMap('Arguments') },
            { ...options, previous: retried, retries: before.Attempt + 1 },
          ),
        };
      }
      return { JobRunId: await runner.start(job, input.textMap('Arguments'), options) };
    }),
    glue('GetJobRun', (input) => ({
      JobRun: current(runOf(jobNamed(store, input.text('JobName', NAME)).Name, input.text('RunId', NAME))),
    })),
    glue('GetJobRuns', (input) => {
      const job = jobNamed(store, input.text('JobName', NAME));
      const runs = store.runs(job.Name);
      const position = new Map(runs.map((run, index) => [run.Id, String(runs.length - index).padStart(12, '0')]));
      // Newest first; the key counts down, so that a page stays a page when new runs begin meanwhile.
      const { items, nextToken } = page(runs, (run) => String(1e12 - Number(position.get(run.Id))), {
        token: input.optionalText('NextToken'),
        size: input.optionalInteger('MaxResults', 1, 200) ?? 200,
        scope: ['runs', job.Name],
        refuse: () => invalidInput('NextToken is not valid'),
      });
      return { JobRuns: items.map(current), ...optional('NextToken', nextToken) };
    }),
    glue('BatchStopJobRun', (input) => {
      const job = input.text('JobName', NAME);
      const ids = input.texts('JobRunIds', { min: 1, max: 25, required: true });
      const submitted = [];
      const errors = [];
      for (const id of ids) {
        const run = store.run(id);
        const detail =
          run?.JobName !== job
            ? { ErrorCode: 'EntityNotFoundException', ErrorMessage: `Job Run Id ${id} not found` }
            : runner.stop(id)
              ? undefined
              : {
                  ErrorCode: 'InvalidInputException',
                  ErrorMessage: `Job Run Id ${id} is already in state ${run.JobRunState}`,
                };
        if (detail === undefined) submitted.push({ JobName: job, JobRunId: id });
        else errors.push({ JobName: job, JobRunId: id, ErrorDetail: detail });
      }
      return { SuccessfulSubmissions: submitted, Errors: errors };
    }),
  ];
}

/** What StartJobRun may say about the size of a run. */
const CAPACITY = ['WorkerType', 'NumberOfWorkers', 'MaxCapacity', 'ExecutionClass'] as const;

function capacityAsked(job: Job, input: Input): Capacity {
  input.optionalText('WorkerType');
  input.optionalInteger('NumberOfWorkers', 1, 1000);
  const raw = input.raw();
  if (raw['WorkerType'] !== undefined && raw['MaxCapacity'] !== undefined)
    throw invalidInput('Please set only Worker Type and Number of Workers or only Max Capacity.');
  return capacityOf(
    job,
    Object.fromEntries(CAPACITY.flatMap((name) => (raw[name] === undefined ? [] : [[name, raw[name]]]))),
  );
}

/** A run as it is now: ExecutionTime grows while it runs. */
function current(run: JobRun): JobRun {
  return isTerminal(run.JobRunState) ? run : { ...run, ExecutionTime: Math.round(epochSeconds() - run.StartedOn) };
}
