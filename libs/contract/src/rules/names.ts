import { basename } from 'node:path';
import { isSharedPlace } from '@sluice/protocol';
import type { Rule } from '../rule.ts';
import { RESERVED_WORDS } from './reserved-words.ts';

/** One id everywhere, and no name that a query must quote. */
export const names: Rule = {
  code: 'SLC2102',
  name: 'names',
  severity: 'error',
  title: 'A name that the lake cannot use',
  fault: 'user',
  why:
    'The dataset id is the folder, the table, the S3 prefix and the project. Words that Athena or Hive reserve ' +
    'break every query that does not quote them.',
  fix: 'choose another snake_case name; x-column.source keeps the header of the file',
  *check({ folder, dataset, columns }) {
    const here = basename(folder);
    if (dataset.id !== here) {
      yield {
        pointer: '/x-dataset/id',
        message: `the id is "${dataset.id}", but the folder is "${here}"`,
        fix: `rename one of them: the id is the folder under contracts/`,
      };
    }
    if (isSharedPlace(dataset.id)) {
      const message = `"${dataset.id}" is a place in the control bucket that all datasets share`;
      yield { pointer: '/x-dataset/id', message };
    }
    if (RESERVED_WORDS.has(dataset.id))
      yield { pointer: '/x-dataset/id', message: `"${dataset.id}" is a reserved word of Athena or Hive` };
    for (const { name, pointer } of columns) {
      if (!RESERVED_WORDS.has(name)) continue;
      const fix = `rename it, for example to "${name}_value", and set x-column.source to the header of the file`;
      yield { pointer, part: 'key', message: `the column "${name}" is a reserved word of Athena or Hive`, fix };
    }
    for (const [index, { name }] of dataset.partition.entries()) {
      if (RESERVED_WORDS.has(name))
        yield {
          pointer: `/x-dataset/partition/${index}/name`,
          message: `the partition key "${name}" is a reserved word of Athena or Hive`,
        };
    }
    yield* repeated(
      dataset.queries.map(({ name }) => name),
      '/x-dataset/queries',
      'query',
    );
    yield* repeated(
      dataset.consumers.map(({ name }) => name),
      '/x-dataset/consumers',
      'consumer',
    );
  },
};

function* repeated(
  list: readonly string[],
  pointer: string,
  what: string,
): Iterable<{ pointer: string; message: string; fix: string }> {
  for (const [index, name] of list.entries()) {
    if (list.indexOf(name) < index)
      yield {
        pointer: `${pointer}/${index}/name`,
        message: `two ${what === 'query' ? 'queries' : 'consumers'} are named "${name}"`,
        fix: 'rename one of them',
      };
  }
}
