import type { Operation } from '../service/http.ts';
import { Input } from '../service/input.ts';

/** One Athena operation by its name. */
export type NamedOperation = readonly [name: string, operation: Operation];

/** An operation that reads its request through `Input`, refusing in Athena's words. */
export function athena(name: string, run: (input: Input) => unknown): NamedOperation {
  return [`AmazonAthena.${name}`, (members) => run(new Input(members, 'InvalidRequestException'))];
}
