import { readFileSync } from 'node:fs';
import { guardOf, parseLakeType } from '@sluice/contract/formats';
import type { Plan, PlanColumn } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { canonicalText, compileCell } from './cells.ts';
import { judgeSample } from './judge-sample.ts';
import { readAll } from './read-all.ts';
import type { RecordVerdict } from './rows.ts';
import { compileRules } from './rules.ts';

interface VectorGroup {
  readonly name: string;
  readonly decimal_comma: boolean;
  readonly column: PlanColumn;
  readonly cells: readonly {
    text: string | null;
    verdict: 'ok' | 'bad' | 'null';
    reasons: string[];
    value: string | null;
  }[];
}
type ExpectedRecord = { readonly values: Record<string, unknown> } | { readonly reasons: readonly string[] };
interface CsvCase {
  readonly file: string;
  readonly plan: string;
  readonly why: string;
  readonly expected: { readonly refused: string } | { readonly records: readonly ExpectedRecord[] };
}

const folder = new URL('../../protocol/conformance/', import.meta.url);
const { groups } = JSON.parse(readFileSync(new URL('vectors.json', folder), 'utf8')) as { groups: VectorGroup[] };
const { plans, cases } = JSON.parse(readFileSync(new URL('csv/cases.json', folder), 'utf8')) as {
  plans: Record<string, Plan>;
  cases: CsvCase[];
};

describe('cell vectors', () => {
  it('are as many as were promised', () => {
    expect(groups.flatMap(({ cells }) => cells).length).toBeGreaterThanOrEqual(260);
  });

  it.each(groups)(
    '$name: the guard is the one that the contract library makes',
    ({ column, decimal_comma: decimalComma }) => {
      const type = parseLakeType(column.type);

      expect(type && guardOf(type, { format: column.format, decimalComma })).toBe(column.guard);
    },
  );

  it.each(groups)('$name', ({ column, cells, decimal_comma: decimalComma }) => {
    const judge = compileCell(column, decimalComma);
    const rules = compileRules(column);

    const judged = cells.map(({ text }) => {
      const value = judge(text);
      const broken = typeof value === 'symbol' ? [value.description] : rules(value);
      const reasons = broken.map((rule) => `${rule}:${column.name}`);
      const canonical = typeof value === 'symbol' || reasons.length > 0 ? null : canonicalText(column, value);
      return {
        text,
        verdict: reasons.length > 0 ? 'bad' : canonical === null ? 'null' : 'ok',
        reasons,
        value: comparable(column, canonical),
      };
    });

    expect(judged).toEqual(cells.map((cell) => ({ ...cell, value: comparable(column, cell.value) })));
  });
});

describe('CSV files', () => {
  it('are as many as were promised', () => {
    expect(cases.length).toBeGreaterThanOrEqual(50);
  });

  it.each(cases)('$file: $why', ({ file, plan: name, expected }) => {
    const plan = plans[name] as Plan;

    const read = readAll(readFileSync(new URL(`csv/${file}`, folder)), { plan });

    if ('refused' in expected) {
      const admission = judgeSample(read, plan);
      expect(admission.kind === 'refused' ? admission.reason : admission).toBe(expected.refused);
    } else {
      expect(read.kind === 'read' ? read.records.map((record) => shown(plan, record)) : read).toEqual(expected.records);
    }
  });
});

function comparable(column: PlanColumn, text: string | null): string | number | null {
  return column.type === 'double' && text !== null ? Number(text) + 0 : text;
}

function shown(plan: Plan, record: RecordVerdict): ExpectedRecord {
  if (record.row === null) return { reasons: record.reasons };
  const values: Record<string, unknown> = {};
  for (const column of plan.columns) values[column.name] = canonicalText(column, record.row[column.name] ?? null);
  if (plan.drift.new_column === 'rescue')
    values['_rescued'] = record.rescued === null ? null : JSON.parse(record.rescued);
  return { values };
}
