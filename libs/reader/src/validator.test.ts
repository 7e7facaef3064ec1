import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Plan, PlanColumn } from '@sluice/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAll } from './read-all.ts';
import { brokenRules, type RowValidator } from './validator.ts';

/** How many times the examples: 1, more in the full run. */
const SEARCH = Number(process.env['SLUICE_SEARCH'] ?? 1);

const contracts = new URL('../../../contracts/', import.meta.url);
const datasets = readdirSync(contracts).filter((name) =>
  existsSync(new URL(`${name}/generated/validate.js`, contracts)),
);

/** Cells that are good, that break a rule, and that are no value, for any column. */
function cellOf(column: PlanColumn): fc.Arbitrary<string> {
  const bounds = column.rules.flatMap((rule) =>
    rule.rule === 'range' ? Object.values(rule).slice(1) : rule.rule === 'enum' ? rule.values : [],
  );
  const text = fc.constantFrom(
    '',
    ...column.null_tokens,
    ...bounds,
    '0',
    '-1',
    '1',
    '12',
    '999999',
    '1,5',
    '1.5',
    'AA',
    'UA',
    'EWR',
    'XXXXXXXXXXXXX',
    '2026-02-30T00:00:00Z',
  );
  const good = column.type === 'timestamp' ? '2013-01-01T10:00:00Z' : column.type === 'string' ? 'ES' : '7';
  return fc.oneof({ weight: 2, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: text });
}

describe.each(datasets)('the generated validator of %s', (dataset) => {
  const plan = JSON.parse(readFileSync(new URL(`${dataset}/generated/plan.json`, contracts), 'utf8')) as Plan;
  const load = async () =>
    (
      (await import(new URL(`${dataset}/generated/validate.js`, contracts).href)) as {
        validate: RowValidator;
      }
    ).validate;

  it('gives the same reasons as the plan', async () => {
    const validate = await load();
    const plain: Plan = { ...plan, source: { ...plan.source, compression: 'none' } };
    const header = plan.columns.map(({ headers }) => headers[0]).join(plan.source.delimiter);
    const reasons = new Set<string>();
    fc.assert(
      fc.property(fc.array(fc.tuple(...plan.columns.map(cellOf)), { minLength: 1, maxLength: 5 }), (rows) => {
        const quoted = (cell: string) => (cell === '' ? '' : `"${cell}"`);
        const lines = rows.map((row) => row.map(quoted).join(plan.source.delimiter));
        const file = Buffer.from(`${header}\n${lines.join('\n')}\n`);

        const byPlan = readAll(file, { plan: plain });
        const byValidator = readAll(file, { plan: plain, validate });

        expect(byValidator).toEqual(byPlan);
        if (byPlan.kind === 'read')
          for (const record of byPlan.records)
            for (const reason of record.reasons) reasons.add(reason.split(':')[0] ?? '');
      }),
      { numRuns: 400 * SEARCH },
    );
    // The comparison means something only when rules were broken.
    for (const rule of ['required', 'type', 'range', 'pattern', 'enum']) expect([...reasons]).toContain(rule);
  });
});

describe('brokenRules', () => {
  const failing = (keyword: string, instancePath: string, params = {}): RowValidator =>
    Object.assign(() => false, { errors: [{ keyword, instancePath, params }] });

  it.each([
    ['formatExclusiveMinimum', 'range'],
    ['multipleOf', 'multiple'],
    ['maxLength', 'length'],
    ['const', 'enum'],
    ['format', 'type'],
  ])('%s is %s', (keyword, rule) => {
    expect(brokenRules(failing(keyword, '/a'), { a: 1 })).toEqual(new Map([['a', new Set([rule])]]));
  });

  it('finds the column that is required', () => {
    expect(brokenRules(failing('required', '', { missingProperty: 'a' }), { a: null })).toEqual(
      new Map([['a', new Set(['required'])]]),
    );
  });

  it.each([
    ['additionalProperties', ''],
    ['minimum', '/other'],
    ['oneOf', '/a'],
  ])('says that plan and validator do not belong together: %s at "%s"', (keyword, path) => {
    expect(() => brokenRules(failing(keyword, path), { a: 1 })).toThrow(
      expect.objectContaining({
        code: 'SLC4002',
        message: `the validator reports "${keyword}" at "${path}", which the plan knows nothing of`,
      }),
    );
  });
});
