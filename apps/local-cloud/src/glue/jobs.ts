import { AwsError, alreadyExists, entityNotFound, invalidInput } from '../service/aws-error.ts';
import { epochSeconds } from '../service/clock.ts';
import type { Input, Json } from '../service/input.ts';
import { page } from '../service/paging.ts';
import type { Job } from './job-model.ts';
import type { JobStore } from './job-store.ts';
import { glue, NAME, type NamedOperation, optional } from './operations.ts';

/** Definitions of jobs. */
export function jobOperations(store: JobStore): NamedOperation[] {
  return [
    glue('CreateJob', (input) => {
      const name = input.text('Name', NAME);
      if (store.job(name) !== undefined) throw alreadyExists(`Job already submitted for: ${name}`);
      const now = epochSeconds();
      store.commit([{ kind: 'job', name, value: jobOf(input, name, now, now) }]);
      return { Name: name };
    }),
    glue('UpdateJob', (input) => {
      const before = jobNamed(store, input.text('JobName', NAME));
      const value = jobOf(input.object('JobUpdate'), before.Name, before.CreatedOn, epochSeconds());
      store.commit([{ kind: 'job', name: before.Name, value }]);
      return { JobName: before.Name };
    }),
    glue('GetJob', (input) => ({ Job: jobNamed(store, input.text('JobName', NAME)) })),
    glue('GetJobs', (input) => {
      const { items, nextToken } = pageOfJobs(store, input);
      return { Jobs: items, ...optional('NextToken', nextToken) };
    }),
    glue('ListJobs', (input) => {
      const { items, nextToken } = pageOfJobs(store, input);
      return { JobNames: items.map((job) => job.Name), ...optional('NextToken', nextToken) };
    }),
    glue('BatchGetJobs', (input) => {
      const names = input.texts('JobNames', { max: 100, required: true });
      return {
        Jobs: names.flatMap((name) => store.job(name) ?? []),
        JobsNotFound: names.filter((name) => store.job(name) === undefined),
      };
    }),
    glue('DeleteJob', (input) => {
      // Deleting a job that does not exist is no error in Glue.
      const name = input.text('JobName', NAME);
      if (store.job(name) !== undefined) store.commit([{ kind: 'job', name, value: null }]);
      return { JobName: name };
    }),
  ];
}

/** A job by name, or EntityNotFoundException. */
export function jobNamed(store: JobStore, name: string): Job {
  const job = store.job(name);
  if (job === undefined) throw entityNotFound(`Job ${name} not found.`);
  return job;
}

function jobOf(input: Input, name: string, created: number, modified: number): Job {
  input.object('Command');
  input.text('Role');
  input.textMap('DefaultArguments');
  input.textMap('NonOverridableArguments');
  const concurrency = input.optionalObject('ExecutionProperty')?.optionalInteger('MaxConcurrentRuns', 1, 1000) ?? 1;
  const retries = input.optionalInteger('MaxRetries', 0, 10) ?? 0;
  const timeout = input.optionalInteger('Timeout', 1, 10_080) ?? 480;
  const { Tags: _tags, ...members }: Json = input.raw();
  if (members['WorkerType'] !== undefined && members['MaxCapacity'] !== undefined) {
    throw invalidInput('Please set only Worker Type and Number of Workers or only Max Capacity.');
  }
  return {
    ...members,
    Name: name,
    CreatedOn: created,
    LastModifiedOn: modified,
    ExecutionProperty: { MaxConcurrentRuns: concurrency },
    MaxRetries: retries,
    Timeout: timeout,
  };
}

function pageOfJobs(store: JobStore, input: Input) {
  return page(store.jobs(), (job) => job.Name, {
    token: input.optionalText('NextToken'),
    size: input.optionalInteger('MaxResults', 1, 1000) ?? 1000,
    scope: ['jobs'],
    refuse: () => new AwsError('InvalidInputException', 'NextToken is not valid'),
  });
}
