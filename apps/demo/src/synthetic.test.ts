import type { Plan } from '@sluice/protocol';
import { doubleQuoted } from '@sluice/terminal';
import { expect, it } from 'vitest';
import { syntheticDay } from './synthetic.ts';

const column = (name: string, type: string, more: object = {}) => ({
  name,
  headers: [name.toUpperCase(), `${name}_alias`],
  type,
  nullable: false,
  null_tokens: [],
  guard: null,
  format: null,
  missing: { policy: 'null', default: null },
  rules: [],
  ...more,
});
const PLAN = {
  source: { decimal_comma: true },
  dedupe: { key: ['id'] },
  columns: [
    column('id', 'bigint'),
    column('seats', 'int', { rules: [{ rule: 'range', minimum: '5', maximum: '6' }] }),
    column('price', 'decimal(8,3)', { rules: [{ rule: 'range', exclusive_minimum: '0.000' }] }),
    column('day', 'date', { format: 'dd/MM/yyyy' }),
    column('at', 'timestamp', { format: 'iso' }),
    column('kind', 'string', { nullable: true, null_tokens: ['-'], rules: [{ rule: 'enum', values: ['a', 'b'] }] }),
    column('place', 'string', { rules: [{ rule: 'pattern', pattern: '^[A-Z]{2}$', java_pattern: '' }] }),
  ],
} as unknown as Plan;

it('rows are made of what the plan says: types, formats, bounds, tokens', () => {
  const texts = [0, 0.9, 0.5, 0.99];
  let next = 0;
  const random = () => texts[next++ % texts.length] ?? 0;
  const sample = { header: ['place_alias'], rows: [['ES'], ['MX']] };

  const sheet = syntheticDay(PLAN, '2026-01-15', 7, 2, { sample, random });

  expect(sheet.header).toEqual(PLAN.columns.map(({ name }) => `${name}_alias`));
  expect(sheet.rows).toEqual([
    ['7', '5', '450,001', '15/01/2026', '2026-01-15T00:00:00Z', 'b', 'MX'],
    ['8', '5', '450,001', '15/01/2026', '2026-01-15T12:00:00Z', 'b', 'MX'],
  ]);
});

it('a column about which nothing is known is told of', () => {
  const sample = { header: [], rows: [] };

  expect(() => syntheticDay(PLAN, '2026-01-15', 1, 1, { sample, random: () => 0 })).toThrow('what place may hold');
});

it.each([
  [`SELECT "a" FROM t WHERE m = '07'`, `"SELECT \\"a\\" FROM t WHERE m = '07'"`],
  ['a$b`c\\d', '"a\\$b\\`c\\\\d"'],
  ['a != b', "'a != b'"],
])('%s can be pasted into a shell', (text, word) => {
  expect(doubleQuoted(text)).toBe(word);
});
