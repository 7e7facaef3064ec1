import { portablePattern as translate } from '../pattern/index.ts';
import type { Rule } from '../rule.ts';

/** A pattern means the same to the validator and to Spark, and is never slow. */
export const portablePattern: Rule = {
  code: 'SLC2110',
  name: 'portable-pattern',
  severity: 'error',
  title: 'A pattern that JavaScript and Java read differently, or that can take for ever',
  fault: 'user',
  why:
    'The same pattern judges a row in the validator (JavaScript) and in the job (Java). What they read ' +
    'differently would accept a row here and reject it there; what backtracks without end stops a whole batch.',
  fix: 'use literals, classes such as [A-Z0-9], groups, alternatives and bounded repetitions',
  *check({ columns }) {
    for (const { name, pointer, schema } of columns) {
      if (schema.pattern === undefined) continue;
      const { problem } = translate(schema.pattern);
      if (problem !== undefined)
        yield { pointer: `${pointer}/pattern`, message: `the pattern of the column "${name}" is refused: ${problem}` };
    }
  },
};
