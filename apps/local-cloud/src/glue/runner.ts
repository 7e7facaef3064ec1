import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findMarkedLeader, isAlive, leftOf, type ProcessIdentity, signalGroup } from '@sluice/control-plane/process';
import { AwsError } from '../service/aws-error.ts';
import { epochSeconds } from '../service/clock.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { isTerminal, type Job, type JobRun, type RunState } from './job-model.ts';
import type { JobStore } from './job-store.ts';
import type { RunCode } from './pinned-code.ts';
import { errorMessageOf, exitStatusOf, runMark, type StartedRun, startRunProcess } from './run-process.ts';

/** What the runner needs to know of its surroundings. */
export interface RunnerOptions {
  readonly python: string;
  readonly code: RunCode;
  /** What the folders of logs are relative to. */
  readonly lake: string;
  /** Added to the environment of runs. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether runs end with this process instead of living on for the next service. */
  readonly endsWithParent?: boolean;
  /** Told when a run is over; it may fail. */
  readonly onSettled?: (run: JobRun) => Promise<void>;
  /** The length of Glue's minute; tests shorten it. */
  readonly minuteMilliseconds?: number;
  /** How long a stopped run may clean up before it is killed. */
  readonly graceMilliseconds?: number;
}

const POLL_MILLISECONDS = 200;

/** Runs jobs: one process group per run, followed until its last process is gone. Only then is a run terminal. */
export class Runner {
  readonly #store: JobStore;
  readonly #options: RunnerOptions;
  readonly #followed = new Map<string, Promise<void>>();
  #endpoint = '';
  #closing = false;

  constructor(store: JobStore, options: RunnerOptions) {
    this.#store = store;
    this.#options = options;
  }

  /**
   * Begins work at this address; runs that an earlier service left are adopted while they live and settled when they do
   * not.
   */
  open(endpoint: string): void {
    this.#endpoint = endpoint;
    for (const run of this.#store.runs()) {
      if (isTerminal(run.JobRunState)) continue;
      const identity = identityOf(run) ?? findMarkedLeader(runMark(run.Id));
      this.#follow(run.Id, this.#watch(run.Id, identity, undefined));
    }
  }

  /** Starts a run of a job. */
  async start(
    job: Job,
    args: Readonly<Record<string, string>>,
    { timeout, previous, retries: wanted = 0, capacity = capacityOf(job, {}) }: StartOptions = {},
  ): Promise<string> {
    if (this.#closing) throw new AwsError('InternalServiceException', 'The service is stopping', {}, 500);
    const limit = job.ExecutionProperty?.MaxConcurrentRuns ?? 1;
    const running = this.#store.runs(job.Name).filter((run) => !isTerminal(run.JobRunState)).length;
    if (running >= limit)
      throw new AwsError('ConcurrentRunsExceededException', `Concurrent runs exceeded for ${job.Name}`);
    const { id, retries } = this.#identify(previous, wanted);
    const now = epochSeconds();
    this.#put({
      Id: id,
      Attempt: retries,
      ...(previous === undefined ? {} : { PreviousRunId: previous }),
      JobName: job.Name,
      StartedOn: now,
      LastModifiedOn: now,
      JobRunState: 'STARTING',
      Arguments: { ...job.DefaultArguments, ...args, ...job.NonOverridableArguments },
      ExecutionTime: 0,
      Timeout: timeout ?? job.Timeout ?? 480,
      ...capacity,
      LogGroupName: '/aws-glue/jobs',
      SluiceLogs: `service/runs/${id}`,
    });
    const launched = this.#launch(id, job);
    // Followed from before it exists: a service that stops now waits for what is being started.
    this.#follow(
      id,
      launched.then((started) =>
        started === undefined ? undefined : this.#watch(id, started.identity, started.ended),
      ),
    );
    await launched;
    return id;
  }

  async #launch(id: string, job: Job): Promise<StartedRun | undefined> {
    let started: StartedRun;
    try {
      started = await startRunProcess({
        python: this.#options.python,
        code: await this.#options.code(this.#run(id), job),
        runId: id,
        arguments: this.#run(id).Arguments,
        endpoint: this.#endpoint,
        folder: this.#folder(id),
        environment: this.#options.environment,
        endsWithParent: this.#options.endsWithParent ?? false,
      });
    } catch (error) {
      await this.#insist(() => this.#settle(id, 'FAILED', error instanceof Error ? error.message : String(error)));
      return undefined;
    }
    try {
      // A stop may have come while the process was being made.
      const state = this.#run(id).JobRunState === 'STARTING' ? 'RUNNING' : this.#run(id).JobRunState;
      this.#change(id, {
        JobRunState: state,
        SluicePid: started.identity.pid,
        SluiceProcessStarted: started.identity.started,
      });
    } catch {
      // A full disk: the run is followed all the same, and a later service knows it by its environment.
    }
    return started;
  }

  /** Asks a run to end: SIGINT to its group, SIGKILL after the grace. False when it is over already. */
  stop(id: string): boolean {
    const run = this.#run(id);
    if (isTerminal(run.JobRunState)) return false;
    if (run.JobRunState !== 'STOPPING') this.#change(id, { JobRunState: 'STOPPING' });
    return true;
  }

  /** Stops every run and waits until the last process is gone. */
  async close(): Promise<void> {
    this.#closing = true;
    while (this.#followed.size > 0) await Promise.all(this.#followed.values());
  }

  /** A retry is named after the run that it retries; the same run may be retried more than once. */
  #identify(previous: string | undefined, wanted: number): { readonly id: string; readonly retries: number } {
    if (previous === undefined) return { id: `jr_${randomBytes(32).toString('hex')}`, retries: wanted };
    const base = previous.replace(/_attempt_\d+$/, '');
    let retries = wanted;
    while (this.#store.run(`${base}_attempt_${retries}`) !== undefined) retries += 1;
    return { id: `${base}_attempt_${retries}`, retries };
  }

  #follow(id: string, life: Promise<void>): void {
    const followed = life.catch(() => undefined).finally(() => this.#followed.delete(id));
    this.#followed.set(id, followed);
  }

  /**
   * What became of a run must come to be known: while the disk is full it is tried again, and a restart finds out by
   * itself.
   */
  async #insist(change: () => void): Promise<void> {
    for (;;) {
      try {
        change();
        return;
      } catch {
        if (this.#closing) return;
        await delayHeld(500);
      }
    }
  }

  async #watch(id: string, identity: ProcessIdentity | undefined, ended: Promise<void> | undefined): Promise<void> {
    let over = identity === undefined;
    void ended?.then(() => {
      over = true;
    });
    const deadline =
      this.#run(id).StartedOn * 1000 + this.#run(id).Timeout * (this.#options.minuteMilliseconds ?? 60_000);
    let timedOut = false;
    while (!over && identity !== undefined) {
      if (ended === undefined && !isAlive(identity)) break;
      timedOut ||= Date.now() > deadline;
      if (timedOut || this.#closing || this.#run(id).JobRunState === 'STOPPING') {
        await this.#end(identity.pid, () => over || !isAlive(identity));
        break;
      }
      await Promise.race([delayHeld(POLL_MILLISECONDS), ...(ended === undefined ? [] : [ended])]);
    }
    if (identity !== undefined) await this.#sweep(id, identity.pid);
    const stopped = this.#closing || this.#run(id).JobRunState === 'STOPPING';
    await this.#insist(() => this.#conclude(id, timedOut, stopped));
    if (this.#run(id).JobRunState === 'FAILED') await this.#retry(id);
  }

  #conclude(id: string, timedOut: boolean, stopped: boolean): void {
    const folder = this.#folder(id);
    const status = exitStatusOf(folder);
    if (status !== undefined && this.#run(id).SluiceExitStatus === undefined)
      this.#change(id, { SluiceExitStatus: status });
    if (timedOut)
      this.#settle(id, 'TIMEOUT', `JobRun execution exceeded its Timeout of ${this.#run(id).Timeout} minutes`);
    else if (status === 0 && this.#run(id).JobRunState !== 'STOPPING') this.#settle(id, 'SUCCEEDED');
    else if (stopped) this.#settle(id, 'STOPPED');
    else {
      const silent =
        status === undefined ? 'The process of the run ended without an exit status' : `exit status ${status}`;
      this.#settle(id, 'FAILED', errorMessageOf(folder) ?? silent);
    }
  }

  async #retry(id: string): Promise<void> {
    const run = this.#run(id);
    const job = this.#store.job(run.JobName);
    if (job === undefined || this.#closing || run.Attempt >= (job.MaxRetries ?? 0)) return;
    // A retry that may not start, for its job has no free run any more, is none; the failure is recorded.
    await this.start(job, run.Arguments, {
      timeout: run.Timeout,
      previous: id,
      retries: run.Attempt + 1,
      capacity: capacityOf(job, run),
    }).catch(() => undefined);
  }

  /** SIGINT lets the job take itself back; what does not listen is killed. */
  async #end(group: number, isOver: () => boolean): Promise<void> {
    const grace = Date.now() + this.#grace;
    signalGroup(group, 'SIGINT');
    while (!isOver() && Date.now() < grace) await delayHeld(50);
    if (!isOver()) signalGroup(group, 'SIGKILL');
    while (!isOver()) await delayHeld(20);
  }

  /**
   * What outlived the leader, such as a JVM on its way out, gets a moment and is killed then, in whatever group it
   * hides.
   */
  async #sweep(id: string, group: number): Promise<void> {
    const patience = Date.now() + Math.min(3_000, this.#grace);
    for (let left = leftOf(group, runMark(id)); left.length > 0; left = leftOf(group, runMark(id))) {
      if (Date.now() > patience) for (const pid of left) kill(pid);
      await delayHeld(50);
    }
  }

  get #grace(): number {
    return this.#options.graceMilliseconds ?? 15_000;
  }

  #settle(id: string, state: RunState, message?: string): void {
    const run = this.#run(id);
    const now = epochSeconds();
    const seconds = now - run.StartedOn;
    this.#change(id, {
      JobRunState: state,
      CompletedOn: now,
      ExecutionTime: Math.round(seconds),
      DPUSeconds: Math.round(seconds * (run.MaxCapacity ?? 0) * 1000) / 1000,
      ...(message === undefined ? {} : { ErrorMessage: message }),
    });
    this.#options.onSettled?.(this.#run(id)).catch(() => undefined);
  }

  #change(id: string, members: Partial<JobRun>): void {
    this.#put({ ...this.#run(id), ...members, LastModifiedOn: epochSeconds() });
  }

  #put(value: JobRun): void {
    this.#store.commit([{ kind: 'run', id: value.Id, value }]);
  }

  #run(id: string): JobRun {
    const run = this.#store.run(id);
    if (run === undefined) throw new Error(`run ${id} is not in the store`);
    return run;
  }

  #folder(id: string): string {
    return join(this.#options.lake, this.#run(id).SluiceLogs);
  }
}

/** How a run differs from its job's defaults, and what it retries. */
export interface StartOptions {
  /** Minutes. */
  readonly timeout?: number;
  readonly previous?: string;
  readonly retries?: number;
  readonly capacity?: Capacity;
}

function identityOf(run: JobRun): ProcessIdentity | undefined {
  return run.SluicePid === undefined ? undefined : { pid: run.SluicePid, started: run.SluiceProcessStarted ?? '' };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself between looking and killing.
  }
}

/** Unlike `delay`, keeps the service alive: a run is being followed. */
function delayHeld(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
