import { nearest } from '../nearest.ts';
import type { Rule, RuleHit } from '../rule.ts';
import { pointer as pointerOf } from '../source-text.ts';

/** What `key`, `dedupe`, `sort` and `consumers` name are columns. */
export const columnsExist: Rule = {
  code: 'SLC2109',
  name: 'columns-exist',
  severity: 'error',
  title: 'A name that is no column',
  fault: 'user',
  why:
    'Keys, orders and consumers name columns of this contract; another name would be an error at run time, or ' +
    'nobody who is told about a change.',
  fix: 'name a column of this contract',
  *check({ document, dataset, columns }) {
    const known = columns.map(({ name }) => name);
    const nullable = new Set(columns.filter((column) => column.nullable).map(({ name }) => name));
    const lists: readonly (readonly [string, readonly string[], (index: number) => string])[] = [
      ['key', dataset.key, (index) => `/x-dataset/key/${index}`],
      ['dedupe.key', dataset.dedupe?.key ?? [], (index) => `/x-dataset/dedupe/key/${index}`],
      [
        'dedupe.order',
        (dataset.dedupe?.order ?? []).map(({ column }) => column),
        (index) => `/x-dataset/dedupe/order/${index}/column`,
      ],
      ['sort', dataset.sort.map(({ column }) => column), (index) => `/x-dataset/sort/${index}/column`],
      ...(document['x-dataset'].consumers ?? []).map(
        ({ name, columns: used }, at) =>
          [
            `consumer "${name}"`,
            used ?? [],
            (index: number) => pointerOf('x-dataset', 'consumers', at, 'columns', index),
          ] as const,
      ),
    ];
    for (const [where, names, at] of lists) {
      for (const [index, name] of names.entries()) {
        if (!known.includes(name)) yield unknown(where, name, at(index), known);
        else if (names.indexOf(name) < index)
          yield { pointer: at(index), message: `${where} names "${name}" twice`, fix: 'remove it once' };
        else if ((where === 'key' || where === 'dedupe.key') && nullable.has(name)) {
          yield {
            pointer: at(index),
            message: `${where} names "${name}", which is nullable`,
            fix: 'name columns that always have a value: null equals nothing',
          };
        }
      }
    }
  },
};

function unknown(where: string, name: string, pointer: string, known: readonly string[]): RuleHit {
  const guess = nearest(name, known);
  return {
    pointer,
    message: `${where} names "${name}", which is no column`,
    ...(guess === undefined ? {} : { fix: `did you mean "${guess}"?` }),
  };
}
