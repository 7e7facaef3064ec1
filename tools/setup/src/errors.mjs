import { readFileSync } from 'node:fs';

/**
 * @typedef {object} ErrorCode
 * @property {string} code
 * @property {string} title
 * @property {'user' | 'environment' | 'tool'} fault
 * @property {string} why
 * @property {string} fix
 */

/**
 * The codes of this part, SLC10xx. JSON, because this file is also read by `sluice explain` and by docs/errors.md.
 * @type {readonly ErrorCode[]}
 */
export const SETUP_ERRORS = JSON.parse(readFileSync(new URL('../error-codes.json', import.meta.url), 'utf8'));

/** An error that the user can do something about: what, why, and the remedy. */
export class SetupError extends Error {
  /**
   * @param {string} code one of SETUP_ERRORS
   * @param {string} message what happened here, in one sentence
   * @param {{ details?: readonly string[], fix?: string, cause?: unknown }} [options] details = lines of evidence,
   * shown indented
   */
  constructor(code, message, options = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SetupError';
    const definition = SETUP_ERRORS.find((entry) => entry.code === code);
    if (definition === undefined) throw new Error(`${code} is not in tools/setup/error-codes.json`);
    this.definition = definition;
    this.details = options.details ?? [];
    this.fix = options.fix ?? definition.fix;
  }

  /**
   * 2 for the user's mistake, 3 for what the machine lacks, 4 for a defect: the same scheme as the `sluice` command.
   */
  get exitCode() {
    return { user: 2, environment: 3, tool: 4 }[this.definition.fault];
  }
}

/** The setting up was stopped by a signal; nothing to say but the exit code. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`interrupted by ${signal}`);
    this.name = 'Interrupted';
    this.signal = signal;
  }
}

/**
 * The text that a user sees for an error.
 * @param {SetupError} error
 * @returns {string}
 */
export function renderError(error) {
  const details = error.details.map((line) => `    ${line}`);
  return [
    `${error.definition.code}  ${error.definition.title}`,
    '',
    error.message,
    ...details,
    error.definition.why,
    `Fix: ${error.fix}`,
  ].join('\n');
}
