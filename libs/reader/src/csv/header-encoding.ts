import type { Plan } from '@sluice/protocol';
import { REPLACEMENT } from '../encoding.ts';
import { type Refusal, refuse } from '../reasons.ts';
import type { RawRecord } from './records.ts';

/** A header that does not decode: it comes before everything that is wrong further down in the file. */
export function checkHeaderEncoding(plan: Plan, { cells, line, offset }: RawRecord): Refusal | undefined {
  const undecodable = cells.findIndex((cell) => cell?.includes(REPLACEMENT));
  return undecodable < 0
    ? undefined
    : refuse('bad-encoding', `header ${undecodable + 1} is not valid ${plan.source.encoding}`, { line, offset });
}
