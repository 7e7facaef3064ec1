import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from './expression.ts';
import { bindExpression } from './expression-evaluate.ts';
import type { Column } from './model.ts';

/** How many times the examples: 1, more in the full run. */
const SEARCH = Number(process.env['SLUICE_SEARCH'] ?? 1);

const KEYS: Column[] = [
  { Name: 's', Type: 'string' },
  { Name: 'i', Type: 'int' },
  { Name: 'd', Type: 'date' },
  { Name: 'm', Type: 'decimal(10,2)' },
];
const ROWS = [
  ['a', '1', '2024-01-31', '1.50'],
  ['B', '-7', '2023-12-01', '-0.01'],
  ['__HIVE_DEFAULT_PARTITION__', '10', '2024-02-29', '__HIVE_DEFAULT_PARTITION__'],
  ["it's", '__HIVE_DEFAULT_PARTITION__', '1999-01-01', '100.00'],
  ['aa%', '02', '__HIVE_DEFAULT_PARTITION__', '2'],
];

function matches(expression: string, keys = KEYS, rows: readonly (readonly string[])[] = ROWS): number[] {
  const filter = bindExpression(parseExpression(expression), keys, expression);
  return rows.flatMap((row, index) => (filter(row) ? [index] : []));
}

describe('the Expression of GetPartitions', () => {
  it.each([
    ['i = 2', [4]],
    ["i = '1'", [0]],
    ['i > 1', [2, 4]],
    ['m >= 1.5 AND m < 100', [0, 4]],
    ["d between '2024-01-01' and '2024-12-31'", [0, 2]],
    ["d = date '2024-1-31'", [0]],
    ["s like 'a%'", [0, 4]],
    ["s in ('a', 'it''s')", [0, 3]],
    ["s <> 'a'", [1, 3, 4]],
    ["not (s = 'a' or i = 10)", [1, 4]],
    ['s is null', [2]],
    ['i is not null and (i not in (1, 10))', [1, 4]],
    ["'a' = s", [0]],
    ['NOT NOT i != 1', [1, 2, 4]],
    ['"S" = \'a\'', [0]],
  ])('%s', (expression, expected) => {
    expect(matches(expression)).toEqual(expected);
  });

  it.each([
    '',
    'bogus =',
    'i = 1 2',
    "i = 'x'",
    'nope = 1',
    "m like '1%'",
    'i = s',
    '(i = 1',
    'i between 1',
    "d > 'yesterday'",
    'i = 1; drop',
    '('.repeat(1000),
  ])('refuses %s', (expression) => {
    expect(() => matches(expression)).toThrow(expect.objectContaining({ type: 'InvalidInputException' }));
  });

  it('means what the same WHERE means to DuckDB', { timeout: 30_000 }, async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const value = (text: string | undefined): string =>
      text === undefined || text.startsWith('__') ? 'NULL' : `'${text.replaceAll("'", "''")}'`;
    const rows = ROWS.map(
      (row, index) =>
        `(${index}, ${value(row[0])}, CAST(${value(row[1])} AS INTEGER), CAST(${value(row[2])} AS DATE), ` +
        `CAST(${value(row[3])} AS DECIMAL(10,2)))`,
    );
    await connection.run(`CREATE TABLE t AS SELECT * FROM (VALUES ${rows.join(', ')}) v(n, s, i, d, m)`);

    await fc.assert(
      fc.asyncProperty(condition, async (text) => {
        const reader = await connection.runAndReadAll(`SELECT n FROM t WHERE ${text} ORDER BY n`);
        expect(matches(text)).toEqual(reader.getRows().map(([index]) => Number(index)));
      }),
      { numRuns: 300 * SEARCH },
    );
  });
});

const literals: Record<string, fc.Arbitrary<string>> = {
  s: fc.constantFrom("'a'", "'B'", "'it''s'", "'zz'", "''"),
  i: fc.integer({ min: -10, max: 12 }).map(String),
  d: fc.constantFrom("'2024-01-31'", "'2023-12-01'", "'2000-06-15'"),
  m: fc.constantFrom('1.5', '-0.01', '100', '2.00', '0'),
};
const predicate = fc.constantFrom('s', 'i', 'd', 'm').chain((column) => {
  const literal = literals[column] ?? fc.constant("''");
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('=', '<>', '!=', '<', '<=', '>', '>='), literal)
      .map(([operator, text]) => `${column} ${operator} ${text}`),
    fc
      .tuple(fc.constantFrom('', 'NOT '), literal, literal)
      .map(([not, low, high]) => `${column} ${not}BETWEEN ${low} AND ${high}`),
    fc
      .tuple(fc.constantFrom('', 'NOT '), fc.array(literal, { minLength: 1, maxLength: 3 }))
      .map(([not, list]) => `${column} ${not}IN (${list.join(', ')})`),
    fc.constantFrom('IS NULL', 'IS NOT NULL').map((text) => `${column} ${text}`),
    fc.constantFrom("'a%'", "'_'", "'%''%'", "'__\\%'").map((pattern) => `s LIKE ${pattern.replace('\\', '')}`),
  );
});
const condition: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    predicate,
    tie('node').map((inner) => `NOT (${inner})`),
    fc
      .tuple(tie('node'), fc.constantFrom('AND', 'OR'), tie('node'))
      .map(([left, word, right]) => `(${left} ${word} ${right})`),
    fc
      .tuple(predicate, fc.constantFrom('AND', 'OR'), predicate, fc.constantFrom('AND', 'OR'), predicate)
      .map((parts) => parts.join(' ')),
  ),
})).node;
