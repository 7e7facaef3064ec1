import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { unsupportedYet } from './unsupported-yet.ts';

describe('unsupported-yet', () => {
  test('a good contract has nothing to say', () => {
    expect(found(unsupportedYet)).toEqual([]);
  });

  test.each(['ndjson', 'json', 'parquet'])('source format %s', (format) => {
    expect(found(unsupportedYet, (it) => (it['x-dataset'].source.format = format))).toEqual([
      `SLC2111 at "${format}" | error: source format "${format}" is not supported yet -> use "csv"`,
    ]);
  });

  test.each(['jdbc', 'http'])('source kind %s', (kind) => {
    expect(found(unsupportedYet, (it) => (it['x-dataset'].source.kind = kind))).toEqual([
      `SLC2111 at "${kind}" | error: source kind "${kind}" is not supported yet -> land files under ` +
        'incoming/<dataset>/ and use "s3"',
    ]);
  });

  test.each(['replace', 'append'])('onNewVersion %s', (policy) => {
    expect(found(unsupportedYet, (it) => (it['x-dataset'].onNewVersion = policy))).toEqual([
      `SLC2111 at "${policy}" | error: onNewVersion "${policy}" is not supported yet -> use "reject", the default`,
    ]);
  });

  test('quality, an arrival that is due, another sink, personal data and files without a header', () => {
    const result = found(unsupportedYet, (it) => {
      it['x-dataset'].quality = [{ name: 'enough', check: 'row_count', minimum: 1 }];
      it['x-dataset'].sla = { freshnessMinutes: 60, expectedEveryMinutes: 60 };
      it['x-dataset'].retention = { raw: 30 };
      it['x-dataset'].engine = { sink: 'iceberg', workers: 4, slots: 3 };
      it['x-dataset'].source.dialect = { header: false };
      it.properties.note['x-column'].pii = 'name';
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2111 at false | error: a file without a header is not supported yet -> have the producer write a header record",
        "SLC2111 at "quality": [ | error: quality is not supported yet -> remove it, or wait for the release that supports it",
        "SLC2111 at "expectedEveryMinutes": 60 | warning: expectedEveryMinutes is not supported yet -> keep it as a statement; nothing acts on it",
        "SLC2111 at "iceberg" | error: the sink "iceberg" is not supported yet -> use "parquet", the default",
        "SLC2111 at "name" | error: pii "name" is not supported yet -> keep personal data out of the lake until masking is supported",
      ]
    `);
  });

  test('nested types, and decimals that nothing holds', () => {
    const result = found(unsupportedYet, (it) => {
      it.properties.note = { type: 'array', items: { type: 'string' }, 'x-column': { type: 'array<string>' } };
      it.properties.amount['x-column'].type = 'decimal(39,2)';
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2111 at "decimal(39,2)" | error: decimal(39,2) has more than 38 digits, or more decimals than digits -> decimal(p,s): p at most 38, s at most p",
        "SLC2111 at "items": { | error: items is not supported yet -> remove it, or wait for the release that supports it",
        "SLC2111 at "array<string>" | error: the nested type array<string> is not supported yet -> remove it, or wait for the release that supports it",
      ]
    `);
  });
});
