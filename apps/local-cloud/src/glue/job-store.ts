import { Journal } from '../service/journal.ts';
import { byKey } from '../service/paging.ts';
import type { Job, JobRun } from './job-model.ts';

/** One durable change; `null` removes. */
export type JobChange =
  | { readonly kind: 'job'; readonly name: string; readonly value: Job | null }
  | { readonly kind: 'run'; readonly id: string; readonly value: JobRun };

/** Jobs and their runs behind a journal. Job names keep their case, as in Glue. */
export class JobStore {
  readonly #jobs = new Map<string, Job>();
  readonly #runs = new Map<string, JobRun>();
  readonly #journal: Journal<JobChange>;

  constructor(file: string) {
    this.#journal = new Journal<JobChange>(file, {
      apply: (change) => this.#apply(change),
      snapshot: () => this.#snapshot(),
    });
  }

  commit(changes: readonly JobChange[]): void {
    this.#journal.commit(changes);
  }

  close(): void {
    this.#journal.close();
  }

  job(name: string): Job | undefined {
    return this.#jobs.get(name);
  }

  jobs(): Job[] {
    return [...this.#jobs.values()].sort(byKey((job) => job.Name));
  }

  run(id: string): JobRun | undefined {
    return this.#runs.get(id);
  }

  /** The runs of a job, newest first; of all jobs without a name. */
  runs(job?: string): JobRun[] {
    return [...this.#runs.values()].filter((run) => job === undefined || run.JobName === job).reverse();
  }

  #apply(change: JobChange): void {
    if (change.kind === 'run') this.#runs.set(change.id, change.value);
    else if (change.value === null) this.#jobs.delete(change.name);
    else this.#jobs.set(change.name, change.value);
  }

  *#snapshot(): Iterable<JobChange> {
    for (const value of this.#jobs.values()) yield { kind: 'job', name: value.Name, value };
    for (const value of this.#runs.values()) yield { kind: 'run', id: value.Id, value };
  }
}
