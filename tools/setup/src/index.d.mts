/** What a code means. The same fields as in every other part of Sluice. */
export interface ErrorCode {
  readonly code: string;
  readonly title: string;
  readonly fault: 'user' | 'environment' | 'tool';
  readonly why: string;
  readonly fix: string;
}

/** An error that the user can do something about. */
export declare class SetupError extends Error {
  constructor(code: string, message: string, options?: { details?: readonly string[]; fix?: string; cause?: unknown });
  readonly definition: ErrorCode;
  readonly details: readonly string[];
  readonly fix: string;
  get exitCode(): number;
}

/** The text that a user sees for an error. */
export declare function renderError(error: SetupError): string;

/** Sets up what a command needs, runs it, and gives its exit code. */
export declare function main(
  argv: readonly string[],
  options?: { root?: string; env?: NodeJS.ProcessEnv },
): Promise<number>;
