import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOfState } from './errors.ts';
import { isWithin, readIoPlan } from './io-plan.ts';
import { columnsMentioned, predict, tolerance } from './prediction.ts';
import { typedValue } from './values.ts';

describe('values', () => {
  it.each([
    [undefined, 'varchar', null],
    ['', 'varchar', ''],
    ['9007199254740993', 'bigint', 9007199254740993n],
    ['0.10', 'decimal', '0.10'],
    ['-3', 'integer', -3],
    ['1.2E-5', 'double', 0.000012],
    ['Infinity', 'double', Number.POSITIVE_INFINITY],
    ['false', 'boolean', false],
    ['2024-02-29', 'date', '2024-02-29'],
    ['2024-02-29 10:00:00.123', 'timestamp', new Date('2024-02-29T10:00:00.123Z')],
    ['2024-02-29 10:00:00.123 UTC', 'timestamp with time zone', new Date('2024-02-29T10:00:00.123Z')],
  ])('%s as %s', (text, type, expected) => {
    expect(typedValue(text, type)).toEqual(expected);
  });
});

describe('the IO plan', () => {
  const column = {
    columnName: 'year',
    domain: {
      nullsAllowed: false,
      ranges: [{ low: { value: '2013', bound: 'EXACTLY' }, high: { value: '2013', bound: 'EXACTLY' } }],
    },
  };
  const table = { catalog: 'awsdatacatalog', schemaTable: { schema: 'sluice', table: 'flights' } };

  it('is read in the form of today and in the older one', () => {
    const today = readIoPlan(
      JSON.stringify({
        inputTableColumnInfos: [
          { table, constraint: { none: false, columnConstraints: [{ ...column, type: 'varchar' }] } },
        ],
      }),
    );
    const older = readIoPlan(
      JSON.stringify({
        inputTableColumnInfos: [{ table, columnConstraints: [{ ...column, typeSignature: 'varchar' }] }],
      }),
    );

    expect(today).toEqual(older);
    expect(today).toMatchObject([
      { database: 'sluice', table: 'flights', none: false, constraints: [{ key: 'year' }], partitions: undefined },
    ]);
  });

  it('that is none is a coded error', () => {
    expect(() => readIoPlan('Query Plan')).toThrow(expect.objectContaining({ code: 'SLC7007' }));
    expect(() => readIoPlan('{}')).toThrow(expect.objectContaining({ code: 'SLC7007' }));
  });

  it('ranges are open or closed as they say, numbers by value', () => {
    const range = (type: string, low?: [string, string], high?: [string, string]) => ({
      key: 'k',
      type,
      ranges: [
        {
          ...(low === undefined ? {} : { low: { value: low[0], bound: low[1] } }),
          ...(high === undefined ? {} : { high: { value: high[0], bound: high[1] } }),
        },
      ],
    });

    expect(isWithin('9', range('integer', ['9', 'ABOVE'], ['10', 'EXACTLY']))).toBe(false);
    expect(isWithin('10', range('integer', ['9', 'ABOVE'], ['10', 'EXACTLY']))).toBe(true);
    expect(isWithin('10', range('varchar', ['9', 'EXACTLY']))).toBe(false);
    expect(isWithin('b', range('varchar', undefined, ['b', 'BELOW']))).toBe(false);
    expect(isWithin('a', range('varchar'))).toBe(true);
  });
});

describe('the prediction', () => {
  const columns = ['carrier', 'delay', 'day', '_rescued'];

  it.each([
    ['SELECT count(*) FROM t', []],
    ['SELECT * FROM t', columns],
    ['SELECT t.* FROM t', columns],
    ['SELECT a, * FROM t', columns],
    ['SELECT DISTINCT * FROM t', columns],
    ['SELECT sum(delay * 2) FROM t', ['delay']],
    ["SELECT 'carrier' FROM t -- delay\nWHERE /* day */ true", []],
    ['SELECT "Carrier", "_rescued" FROM t', ['carrier', '_rescued']],
  ])('%s reads %j', (sql, expected) => {
    expect(columnsMentioned(sql, columns)).toEqual(expected);
  });

  it('adds up over files and columns', () => {
    const file = fc.record({
      partition: fc.constant({}),
      columns: fc.record({ carrier: fc.nat(1000), delay: fc.nat(1000) }),
      footer_bytes: fc.nat(500),
      rows: fc.nat(100),
    });
    fc.assert(
      fc.property(fc.array(file), fc.array(file), (left, right) => {
        const [a, b, both] = [left, right, [...left, ...right]].map((files) => predict(files, ['carrier', 'day']));
        expect(both?.bytes).toBe((a?.bytes ?? 0) + (b?.bytes ?? 0));
        expect(both?.rows).toBe((a?.rows ?? 0) + (b?.rows ?? 0));
      }),
    );
    expect(tolerance({ bytes: 1_000_000, files: 1, rows: 1, chunks: 1 })).toBe(10_000);
    expect(tolerance({ bytes: 100, files: 1, rows: 1, chunks: 2 })).toBe(768);
  });
});

describe('errors', () => {
  it.each([
    ['FAILED', 'COLUMN_NOT_FOUND: line 1:8: Column', 'SLC7001'],
    ['FAILED', 'HIVE_CANNOT_OPEN_SPLIT: Error opening', 'SLC7002'],
    ['CANCELLED', 'Bytes scanned limit was exceeded', 'SLC7003'],
    ['FAILED', 'Bytes scanned limit was exceeded', 'SLC7003'],
    ['CANCELLED', 'Query cancelled by user', 'SLC7004'],
  ])('%s %s is %s', (state, reason, code) => {
    expect(errorOfState(state, reason, 'id')).toMatchObject({ code, queryId: 'id' });
  });
});
