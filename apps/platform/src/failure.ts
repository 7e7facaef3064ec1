import { SluiceError } from '@sluice/protocol';

/** Exit codes of all of Sluice's programs, by whose fault an error is. */
const EXIT_CODES = { user: 2, environment: 3, tool: 4 } as const;

/** Says what went wrong: what, where, the way out; no stack trace. @returns the exit code */
export function tellFailure(
  error: unknown,
  write: (text: string) => void = (text) => void process.stderr.write(text),
): number {
  if (!(error instanceof SluiceError)) {
    const text = error instanceof Error ? error.message : String(error);
    write(`error: ${text}\n`);
    return EXIT_CODES.tool;
  }
  const { file, line, column } = error.place;
  const where = file === undefined ? '' : ` (${[file, line, column].filter((part) => part !== undefined).join(':')})`;
  write(`error ${error.code}: ${error.message}${where}\n  fix: ${error.fix}\n`);
  return EXIT_CODES[error.fault];
}
