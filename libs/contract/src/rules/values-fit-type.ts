import { domainOf } from '../domain/domain.ts';
import { outsideBecause } from '../domain/membership.ts';
import type { Rule } from '../rule.ts';

/**
 * The values of `enum` and `const` are values of the column, and null is among them exactly when the column is
 * nullable.
 */
export const valuesFitType: Rule = {
  code: 'SLC2107',
  name: 'values-fit-type',
  severity: 'error',
  title: 'An allowed value that its own column refuses',
  fault: 'user',
  why:
    'A value in enum that the type or another rule refuses can never occur; null outside enum is refused by JSON ' +
    'Schema although the column is nullable.',
  fix: 'list only values that the column accepts, and null when the column is nullable',
  *check({ columns }) {
    for (const column of columns) {
      const { schema, name, pointer } = column;
      const domain = domainOf(column);
      if (schema.enum !== undefined && schema.const !== undefined)
        yield {
          pointer: `${pointer}/const`,
          part: 'key',
          message: `the column "${name}" has both enum and const`,
          fix: 'keep one of them',
        };
      const values = schema.enum ?? [];
      const seen = new Map<string, number>();
      for (const [index, value] of values.entries()) {
        const why = outsideBecause(domain, value);
        if (why !== undefined)
          yield {
            pointer: `${pointer}/enum/${index}`,
            message: `the value ${JSON.stringify(value)} of the column "${name}" can never occur: ${why}`,
          };
        const text = domain.canonical(value);
        if (text === undefined) continue;
        if (seen.has(text))
          yield {
            pointer: `${pointer}/enum/${index}`,
            message: `the value ${JSON.stringify(value)} of the column "${name}" stands twice`,
            fix: 'remove it once',
          };
        seen.set(text, index);
      }
      if (schema.enum !== undefined && column.nullable && !values.includes(null)) {
        yield {
          pointer: `${pointer}/enum`,
          message: `the column "${name}" is nullable, but its enum does not list null`,
          fix: 'add null to enum, or remove "null" from type',
        };
      }
      if (schema.enum !== undefined && values.every((value) => value === null))
        yield { pointer: `${pointer}/enum`, message: `enum of the column "${name}" lists nothing but null` };
      for (const [index, value] of (schema.examples ?? []).entries()) {
        const wrong = outsideBecause(domain, value);
        if (wrong !== undefined)
          yield {
            pointer: `${pointer}/examples/${index}`,
            severity: 'warning',
            message: `the example ${JSON.stringify(value)} of the column "${name}" can never occur: ${wrong}`,
            fix: 'write it as a typed row holds it: decimals and 64-bit integers as text, dates in ISO form',
          };
      }
      if (schema.const === undefined) continue;
      const why = column.nullable
        ? 'a nullable column cannot have only one value'
        : outsideBecause(domain, schema.const);
      if (why !== undefined)
        yield {
          pointer: `${pointer}/const`,
          message: `const ${JSON.stringify(schema.const)} of the column "${name}" cannot be: ${why}`,
          fix: 'use enum, with null, or correct the value',
        };
    }
  },
};
