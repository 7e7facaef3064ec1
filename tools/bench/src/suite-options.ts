/** How a suite is run. */
export interface SuiteOptions {
  readonly root: string;
  readonly python: string;
  readonly scratch: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
}
