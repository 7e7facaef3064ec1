import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { defaultFitsType } from './default-fits-type.ts';

describe('default-fits-type', () => {
  const filled =
    (column: string, value: unknown) =>
    (it: { 'x-dataset': Record<string, unknown>; properties: Record<string, { default?: unknown }> }) => {
      it['x-dataset']['drift'] = { missingColumn: 'default' };
      Object.assign(it.properties[column] ?? {}, { default: value });
    };

  test.each([
    ['items', 1],
    ['country', 'ES'],
    ['amount', '12.5'],
    ['note', null],
    ['order_id', '9223372036854775807'],
  ])('a default that the column %s accepts', (column, value) => {
    expect(found(defaultFitsType, filled(column, value))).toEqual([]);
  });

  test.each([
    ['items', 0, 'it is below the minimum'],
    ['items', '1', 'it is no int'],
    ['country', 'es', 'it does not match the pattern'],
    ['country', null, 'the column is not nullable'],
    ['amount', '12.345', 'it is no decimal(10,2)'],
    ['placed_at', '2026-02-30T00:00:00Z', 'it is no timestamp'],
  ])('a default of %s that cannot be used: %j', (column, value, why) => {
    expect(found(defaultFitsType, filled(column, value))).toEqual([
      `SLC2106 at ${JSON.stringify(value)} | error: the default ${JSON.stringify(value)} of the column "${column}" ` +
        `cannot be used: ${why} -> write a default that the column accepts, or remove it`,
    ]);
  });

  test('a default that is not among the allowed values', () => {
    const result = found(defaultFitsType, (it) => {
      filled('country', 'FR')(it);
      it.properties.country.enum = ['ES', 'MX'];
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2106 at "FR" | error: the default "FR" of the column "country" cannot be used: it is not in enum -> write a default that the column accepts, or remove it",
      ]
    `);
  });

  test('a default that the drift policy never uses', () => {
    expect(found(defaultFitsType, (it) => (it.properties.country.default = 'ES'))).toMatchInlineSnapshot(`
      [
        "SLC2106 at "ES" | warning: the default of the column "country" is never used: drift.missingColumn is "null" -> set drift.missingColumn to "default", or remove the default: it never fills a null cell",
      ]
    `);
  });
});
