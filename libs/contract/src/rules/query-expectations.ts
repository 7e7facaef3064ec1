import type { Rule } from '../rule.ts';

/** What a smoke query expects can be met. */
export const queryExpectations: Rule = {
  code: 'SLC2118',
  name: 'query-expectations',
  severity: 'error',
  title: 'A smoke query that expects what cannot be',
  fault: 'user',
  why: 'A smoke query whose expectations contradict each other fails after every deployment, whatever the table holds.',
  fix: 'correct expect',
  *check({ dataset }) {
    for (const [index, { name, expect }] of dataset.queries.entries()) {
      const at = `/x-dataset/queries/${index}/expect`;
      const { partitions, minRows, maxRows } = expect ?? {};
      if (minRows !== undefined && maxRows !== undefined && minRows > maxRows)
        yield {
          pointer: `${at}/maxRows`,
          message: `the query "${name}" expects at least ${minRows} and at most ${maxRows} rows`,
        };
      if (partitions !== undefined && dataset.partition.length === 0)
        yield {
          pointer: `${at}/partitions`,
          message: `the query "${name}" expects partitions, but the table has none`,
        };
    }
  },
};
