import { createHash } from 'node:crypto';

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** How to page: where the last page ended, how many fit, and what the token belongs to. */
export interface Paging {
  readonly token: string | undefined;
  readonly size: number;
  /** Everything that selects the list: a token of another selection is refused. */
  readonly scope: readonly unknown[];
  readonly refuse: () => Error;
}

/**
 * Cuts one page out of a list that is ordered by `keyOf`. A token names the last key that was given, so a list that
 * changes between two pages loses and repeats nothing that was there all the time.
 */
export function page<T>(
  ordered: readonly T[],
  keyOf: (item: T) => string,
  { token, size, scope, refuse }: Paging,
): Page<T> {
  const seal = createHash('sha256').update(JSON.stringify(scope)).digest('base64url').slice(0, 12);
  let start = 0;
  if (token !== undefined) {
    const text = Buffer.from(token, 'base64url').toString('utf8');
    if (!text.startsWith(`${seal}:`)) throw refuse();
    const last = text.slice(seal.length + 1);
    start = ordered.findIndex((item) => keyOf(item) > last);
    if (start === -1) start = ordered.length;
  }
  const items = ordered.slice(start, start + size);
  const last = items.at(-1);
  const more = start + size < ordered.length && last !== undefined;
  return { items, nextToken: more ? Buffer.from(`${seal}:${keyOf(last)}`, 'utf8').toString('base64url') : undefined };
}

/** Orders texts by code unit, as `page` compares keys. */
export function byKey<T>(keyOf: (item: T) => string): (left: T, right: T) => number {
  return (left, right) => {
    const a = keyOf(left);
    const b = keyOf(right);
    if (a === b) return 0;
    return a < b ? -1 : 1;
  };
}
