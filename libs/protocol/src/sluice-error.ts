/** Whose fault an error is: the user's input, the machine or service around us, or a defect of Sluice. */
export type Fault = 'user' | 'environment' | 'tool';

/** A place in a file. Lines and columns count from 1. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly dataset?: string;
}

/** What a code means, for `sluice explain <code>` and docs/errors.md. */
export interface ErrorCode {
  readonly code: string;
  readonly title: string;
  readonly fault: Fault;
  /** Why it happens, in one or two sentences. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** The reason of a file, a batch or a row that this explains, which `explain` knows too; absent: an error. */
  readonly reason?: string;
}

/** Options of a coded error. `fix` is the remedy for this very case; without it the registry's stands. */
export interface SluiceErrorOptions extends Place {
  readonly fix?: string;
  readonly cause?: unknown;
}

/**
 * The base of every error that a user may see: what, where, why, how to fix, with a stable code.
 * Each lib has one `errors.ts` that registers its codes (`ErrorCode[]`) and exports one subclass.
 */
export class SluiceError extends Error {
  override readonly name: string = 'SluiceError';
  readonly code: string;
  readonly fault: Fault;
  readonly place: Place;
  readonly fix: string;

  constructor(definition: ErrorCode, message: string, options: SluiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const { fix, cause: _cause, ...place } = options;
    this.code = definition.code;
    this.fault = definition.fault;
    this.place = place;
    this.fix = fix ?? definition.fix;
  }
}

/**
 * The base of a lib's errors that are thrown by their code alone: it looks the rest up in the lib's registry. A
 * registry `as const` lets the compiler refuse a code that is not in it.
 *
 * @example
 * export class LakeError extends registeredError(LAKE_ERRORS) {
 *   override readonly name = 'LakeError';
 * }
 */
export function registeredError<Code extends string>(registry: readonly (ErrorCode & { readonly code: Code })[]) {
  return class extends SluiceError {
    constructor(code: Code, message: string, options?: SluiceErrorOptions) {
      const definition = registry.find((entry) => entry.code === code);
      if (definition === undefined) throw new RangeError(`error code ${code} is not registered`);
      super(definition, message, options);
    }
  };
}
