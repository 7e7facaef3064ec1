import type { Rule } from '../rule.ts';

/** A null token makes a null that the column may hold, and hides no value that it allows. */
export const nullTokens: Rule = {
  code: 'SLC2114',
  name: 'null-tokens',
  severity: 'error',
  title: 'A null token that costs rows or values',
  fault: 'user',
  why: 'A text in nullTokens is read as null before anything else. In a column that is not nullable it rejects the row; if it is also an allowed value, that value can never be read.',
  fix: 'make the column nullable, or remove the token',
  *check({ columns }) {
    for (const column of columns) {
      const { name, pointer, schema } = column;
      for (const [index, token] of column.nullTokens.entries()) {
        if (schema.enum?.includes(token) === true || schema.const === token) {
          yield {
            pointer: `${pointer}/x-column/nullTokens/${index}`,
            message: `"${token}" is a null token and an allowed value of the column "${name}"`,
            fix: 'remove it from one of the two',
          };
        }
      }
      if (column.nullTokens.length > 0 && !column.nullable) {
        yield {
          pointer: `${pointer}/x-column/nullTokens`,
          severity: 'warning',
          message: `the column "${name}" has null tokens, but is not nullable: rows with them are rejected`,
        };
      }
    }
  },
};
