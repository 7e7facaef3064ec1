export { withBlock } from './blocks.ts';
export { palette, printable } from './colour.ts';
export { projectRoot } from './datasets.ts';
export { CLI_ERRORS, CliError, codedError, EXIT, Interrupted, throwIfInterrupted } from './errors.ts';
export { failureDocument, failureText, showFailure } from './failure.ts';
export { age, bytes, count, counted, instant, seconds } from './numbers.ts';
export { runProcess } from './process.ts';
export { type Progress, stepLine } from './progress.ts';
export {
  type CommonOptions,
  doubleQuoted,
  homeOf,
  lakePath,
  operatorOf,
  pathOf,
  printJson,
  progressOf,
  type Session,
  shellWord,
  shownPath,
} from './session.ts';
export { pairs, type TableColumn, table } from './table.ts';
export type { Terminal } from './terminal.ts';
export { differenceText, equationTable, verificationText } from './views/equations.ts';
export { smokeTable } from './views/smoke.ts';
