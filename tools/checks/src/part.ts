/** What a part found. A part that ran nothing has checked nothing, and fails. */
export interface PartResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What is to be seen although all is well: shown under the part's line. */
  readonly notes?: readonly string[];
  /** How long each test file took, where the tool says it. */
  readonly times?: readonly FileTime[];
}

/** A test file, from the root of the checkout, and the seconds that its tests took. */
export interface FileTime {
  readonly file: string;
  readonly seconds: number;
}

/** What a part may use: the checkout, and a way to run a program whose output is kept for the case of failure. */
export interface PartContext {
  readonly root: string;
  /** A folder for reports of the tools; exists. */
  readonly scratch: string;
  /** Runs a program in the checkout (or in `cwd`, relative to it) and gives its exit status and output. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<Run>;
  /** Adds lines to the output of the part, shown if it fails. */
  say(text: string): void;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it prints is for the part to read, not for people: it is not kept for the case of failure. */
  readonly isData?: boolean;
}

export interface Run {
  readonly status: number;
  readonly output: string;
}

/** One line of the summary of `npm test`. */
export interface Part {
  readonly name: string;
  readonly title: string;
  /** What it may take on a machine of two cores that does nothing else; the summary says who takes more. */
  readonly budgetMinutes: number;
  /** Of `npm run test:full` alone; elsewhere it runs only when it is named. */
  readonly isFull?: boolean;
  /** Long parts wait most of their time (for a JVM, a schedule, a server): two of them run side by side. */
  readonly isLong?: boolean;
  run(context: PartContext): Promise<PartResult>;
}

/** The sum of what several steps of a part found. */
export function sum(results: readonly PartResult[]): PartResult {
  const total = (pick: (result: PartResult) => number) => results.reduce((all, result) => all + pick(result), 0);
  return {
    passed: total((result) => result.passed),
    failed: total((result) => result.failed),
    skipped: total((result) => result.skipped),
    times: results.flatMap(({ times = [] }) => times),
  };
}

/** A program that is one check by itself: its exit status is the verdict. */
export function verdictOf(run: Run): PartResult {
  return run.status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}
