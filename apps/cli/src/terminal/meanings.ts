import type { ErrorCode } from '@sluice/protocol';
import { registries } from './registries.ts';

/** What codes and reasons mean, by their text. */
export type Meanings = (reason: string | null) => ErrorCode | undefined;

/** Loads the registries once; reasons may carry a column (`range:month`). */
export async function loadMeanings(): Promise<Meanings> {
  const codes = (await registries()).flatMap((registry) => registry.codes);
  return (reason) =>
    reason === null ? undefined : (codes.find(({ code }) => code === reason) ?? entryOfReason(codes, reason));
}

/** The entry behind `missing-column`, `range` or `range:month`. */
export function entryOfReason(codes: readonly ErrorCode[], text: string): ErrorCode | undefined {
  const [name = ''] = text.split(':', 1);
  return codes.find(({ reason }) => reason === name);
}

/** What a reason means in one line, without its own name; empty when nothing is registered. */
export function meaningText(meanings: Meanings, reason: string | null): string {
  const entry = meanings(reason);
  return entry?.title.replace(`${entry.reason}: `, '') ?? '';
}
