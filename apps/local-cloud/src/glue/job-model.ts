import type { Json } from '../service/input.ts';

/** A job as GetJob answers it. */
export interface Job extends Json {
  readonly Name: string;
  readonly CreatedOn: number;
  readonly LastModifiedOn: number;
  readonly DefaultArguments?: Readonly<Record<string, string>>;
  readonly NonOverridableArguments?: Readonly<Record<string, string>>;
  readonly ExecutionProperty?: { readonly MaxConcurrentRuns?: number };
  readonly MaxRetries?: number;
  readonly Timeout?: number;
}

/** The states of a run that this service uses. */
export type RunState = 'STARTING' | 'RUNNING' | 'STOPPING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED' | 'TIMEOUT';

/** A run as GetJobRun answers it. The members that begin with `Sluice` are ours; AWS has no word for them. */
export interface JobRun extends Json {
  readonly Id: string;
  readonly Attempt: number;
  readonly JobName: string;
  readonly StartedOn: number;
  readonly LastModifiedOn: number;
  readonly CompletedOn?: number;
  readonly JobRunState: RunState;
  readonly Arguments: Readonly<Record<string, string>>;
  readonly ErrorMessage?: string;
  readonly ExecutionTime: number;
  /** DPUs of the run, from its workers. */
  readonly MaxCapacity?: number;
  /**
   * Once it is over: its DPUs times its seconds. AWS tells it for some kinds of runs only; here it is what costs are
   * worked out from.
   */
  readonly DPUSeconds?: number;
  /** Minutes. */
  readonly Timeout: number;
  /** The process group of the run: its leader's pid, with the start time that makes it unmistakable. */
  readonly SluicePid?: number;
  readonly SluiceProcessStarted?: string;
  /** As a shell reports it: 128 + signal when killed. Absent when the process left none. */
  readonly SluiceExitStatus?: number;
  /** The folder of stdout.log and stderr.log, relative to the lake. */
  readonly SluiceLogs: string;
}

/** Whether a run is over. */
export function isTerminal(state: RunState): boolean {
  return state === 'STOPPED' || state === 'SUCCEEDED' || state === 'FAILED' || state === 'TIMEOUT';
}
