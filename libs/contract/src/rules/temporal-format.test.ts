import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { temporalFormat } from './temporal-format.ts';

describe('temporal-format', () => {
  const formatted = (format: string, column = 'placed_at') =>
    found(temporalFormat, (it) => (it.properties[column]['x-column'].format = format));

  test.each(['iso', 'dd/MM/yyyy HH:mm', 'yyyyMMddTHHmmss.SSS', 'yyyy-MM-dd HH'])('good: %s', (format) => {
    expect(formatted(format)).toEqual([]);
  });

  test.each([
    ['MM/dd HH', 'token yyyy is missing'],
    ['yyyy-MM-dd', 'token HH is missing'],
    ['yyyy-MM-dd HH:ss', 'token ss needs mm'],
    ['yyyy-MM-dd yyyy HH', 'token yyyy appears twice'],
    ['yyyy-MMM-dd HH', 'character "M" is neither part of a token (yyyy MM dd HH mm ss SSS) nor a literal'],
  ])('refused: %s', (format, why) => {
    expect(formatted(format)).toEqual([
      `SLC2115 at "${format}" | error: the format "${format}" of the column "placed_at" cannot be read: ${why} -> ` +
        'write a format such as dd/MM/yyyy or yyyy-MM-dd HH:mm:ss',
    ]);
  });

  test('a format where none acts', () => {
    expect(formatted('yyyy-MM-dd', 'note')).toMatchInlineSnapshot(`
      [
        "SLC2115 at "yyyy-MM-dd" | error: the column "note" has a format, but is no date or timestamp -> remove format",
      ]
    `);
  });
});
