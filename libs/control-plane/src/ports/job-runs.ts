/** A JobRun, as far as the control plane looks at it. */
export interface JobRun {
  readonly id: string;
  /** From its arguments; null when it was started by somebody else, without them. */
  readonly batchId: string | null;
  readonly attempt: number | null;
  readonly state: string;
  /** Glue says that it is terminal. */
  readonly isOver: boolean;
  /** ISO 8601. */
  readonly startedAt: string | null;
  /** ISO 8601; null while it goes on. */
  readonly endedAt: string | null;
  /** How long it ran, start-up of the workers not counted. */
  readonly seconds: number;
  readonly dpuSeconds: number;
  /** Glue's own last words. */
  readonly message: string | null;
}

/** What StartJobRun said. `later`: there is no run, and nothing is wrong; Glue has no room just now. */
export type StartAnswer =
  | { readonly kind: 'started'; readonly runId: string }
  | { readonly kind: 'later'; readonly why: string };

/** Glue's runs of one job. */
export interface JobRuns {
  /**
   * Sends StartJobRun exactly once. It has no idempotency token, so a lost answer throws `Unclear` and the caller looks
   * the run up by its arguments before it tries again.
   */
  start(job: string, args: Readonly<Record<string, string>>): Promise<StartAnswer>;
  /** One run; undefined when Glue does not know it. */
  get(job: string, runId: string): Promise<JobRun | undefined>;
  /** The runs that started at this instant or later. */
  since(job: string, instant: Date): Promise<readonly JobRun[]>;
}

// https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html
const TERMINAL: ReadonlySet<string> = new Set(['STOPPED', 'SUCCEEDED', 'FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED']);

/** Whether a run in this state can do nothing more. */
export function isTerminal(state: string): boolean {
  return TERMINAL.has(state);
}
