import type { Operation } from '../service/http.ts';
import { Input } from '../service/input.ts';

/** One Glue operation by its name. */
export type NamedOperation = readonly [name: string, operation: Operation];

/** An operation that reads its request through `Input`, refusing in Glue's words. */
export function glue(name: string, run: (input: Input) => unknown): NamedOperation {
  return [`AWSGlue.${name}`, (members) => run(new Input(members, 'ValidationException'))];
}

/** The bounds of a Glue name. */
export const NAME = { min: 1, max: 255 } as const;

/** A member that is only present in an answer when it has a value. */
export function optional<T>(name: string, value: T | undefined): Record<string, T> {
  return value === undefined ? {} : { [name]: value };
}
