import { domainOf } from '../domain/domain.ts';
import { type CellReader, cellReader } from '../formats/cell.ts';
import { parseFormat } from '../formats/temporal.ts';
import type { Column } from '../model.ts';
import type { Rule } from '../rule.ts';

/** A null token makes a null that the column may hold, and hides no value that it allows. */
export const nullTokens: Rule = {
  code: 'SLC2114',
  name: 'null-tokens',
  severity: 'error',
  title: 'A null token that costs rows or values',
  fault: 'user',
  why:
    'A text in nullTokens is read as null before anything else. In a column that is not nullable it rejects the ' +
    'row; if it is also an allowed value, that value can never be read.',
  fix: 'make the column nullable, or remove the token',
  *check({ columns, dataset }) {
    for (const column of columns) {
      const { name, pointer } = column;
      const cell = readerOf(column, dataset.source.decimalComma);
      const { values } = domainOf(column);
      for (const [index, token] of column.nullTokens.entries()) {
        // A token is the text of a cell: `0,00` hides the allowed value `0` of a decimal.
        const text = cell?.(token);
        if (text !== undefined && values?.has(text) === true) {
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

// A format that cannot be read is judged by its own rule.
function readerOf({ type, format, jsonType }: Column, decimalComma: boolean): CellReader | undefined {
  if (type === undefined) return undefined;
  const isTemporal = type.kind === 'date' || type.kind === 'timestamp';
  if (isTemporal && format !== null && format !== 'iso' && typeof parseFormat(format, type.kind) === 'string')
    return undefined;
  return cellReader(type, { format, decimalComma, safeInteger: jsonType === 'integer' });
}
