import { type ErrorCode, type Place, SluiceError } from '@sluice/protocol';

/** The stages of bringing a lake up. The first three go on at the same time. */
export type LakeStage = 'emulator' | 'bootstrap' | 'synth' | 'deploy';

/** A stage that is over. */
export interface StageReport {
  readonly stage: LakeStage;
  readonly seconds: number;
  readonly note: string;
}

/** Told what happens while a lake comes up. */
export interface LakeProgress {
  /** A stage begins. */
  readonly begin: (stage: LakeStage) => void;
  readonly end: (report: StageReport) => void;
}

/** An error on its way from one process to another. */
export interface FailureMessage {
  readonly message: string;
  readonly stack?: string | undefined;
  /** Of an error with a code. */
  readonly coded?: Pick<ErrorCode, 'code' | 'fault' | 'fix'> & { readonly place: Place };
  /** Of an error of the operating system. */
  readonly system?: {
    readonly code: string;
    readonly syscall?: string | undefined;
    readonly path?: string | undefined;
  };
}

/** What the local AWS says on its standard output: one of these as JSON per line. */
export type AppMessage<Ready = unknown> =
  | { readonly begin: LakeStage }
  | { readonly end: StageReport }
  | { readonly ready: Ready }
  | { readonly failed: FailureMessage };

/** An error as a message. */
export function failureMessage(thrown: unknown): FailureMessage {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const { message, stack } = thrown;
  if (thrown instanceof SluiceError) {
    const { code, fault, fix, place } = thrown;
    return { message, stack, coded: { code, fault, fix, place } };
  }
  const { code, syscall, path } = thrown as NodeJS.ErrnoException;
  return typeof code === 'string' ? { message, stack, system: { code, syscall, path } } : { message, stack };
}

/** The error that a message tells of; its code, place and way out are those of the process in which it was thrown. */
export function failureOf({ message, stack, coded, system }: FailureMessage): Error {
  const error =
    coded === undefined
      ? Object.assign(new Error(message), system)
      : new SluiceError({ ...coded, title: '', why: '' }, message, { ...coded.place, fix: coded.fix });
  if (stack !== undefined) error.stack = stack;
  return error;
}
