import type { Rule } from '../rule.ts';
import { sqlWords } from './sql-words.ts';

/** A smoke query is one SELECT over this table that filters on its first partition key. */
export const queriesFilterAPartition: Rule = {
  code: 'SLC2112',
  name: 'queries-filter-a-partition',
  severity: 'error',
  title: 'A smoke query that reads the whole table',
  fault: 'user',
  why:
    'Smoke queries prove that a query reads only the partitions that it needs. One without a filter on a ' +
    'partition key reads everything, and costs so after every deployment.',
  fix: "add a filter on the first partition key, such as WHERE year = '2026'",
  *check({ dataset }) {
    const [first] = dataset.partition;
    for (const [index, { name, sql }] of dataset.queries.entries()) {
      const pointer = `/x-dataset/queries/${index}/sql`;
      const words = sqlWords(sql);
      if (words === undefined) {
        yield { pointer, message: `the query "${name}" has a quote or comment that is not closed`, fix: 'close it' };
        continue;
      }
      const statements = words
        .join(' ')
        .split(' ; ')
        .filter((statement) => statement.replace(/[ ;]/g, '') !== '');
      if (statements.length !== 1 || !(words[0] === 'select' || words[0] === 'with'))
        yield { pointer, message: `the query "${name}" is not one SELECT`, fix: 'write one SELECT' };
      else if (!namesTable(words, dataset.id))
        yield {
          pointer,
          message: `the query "${name}" does not read FROM ${dataset.id}`,
          fix: `write FROM ${dataset.id}`,
        };
      else if (first !== undefined && !isFiltered(words, first.name)) {
        yield {
          pointer,
          message: `the query "${name}" does not filter on the partition key "${first.name}"`,
          fix: `add a filter such as WHERE ${first.name} = '...'`,
        };
      }
    }
  },
};

function namesTable(words: readonly string[], table: string): boolean {
  return words.some((word, index) => {
    if (word !== 'from' && word !== 'join') return false;
    const named = words[index + 2] === '.' ? words[index + 3] : words[index + 1];
    return named === table;
  });
}

const AFTER_WHERE: ReadonlySet<string> = new Set([
  'group',
  'having',
  'order',
  'limit',
  'offset',
  'fetch',
  'union',
  'intersect',
  'except',
  'window',
]);

/**
 * Whether a WHERE names the key itself: not a column of a later clause, nor a function of its name such as
 * `year(sold_at)`.
 */
function isFiltered(words: readonly string[], key: string): boolean {
  for (let at = words.indexOf('where'); at !== -1; at = words.indexOf('where', at + 1)) {
    let depth = 0;
    for (let next = at + 1; next < words.length && depth >= 0; next += 1) {
      const word = words[next] ?? '';
      if (word === '(') depth += 1;
      else if (word === ')') depth -= 1;
      else if (depth === 0 && AFTER_WHERE.has(word)) break;
      else if (word === key && words[next + 1] !== '(') return true;
    }
  }
  return false;
}
