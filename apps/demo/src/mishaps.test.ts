import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import type { Plan } from '@sluice/protocol';
import { readAll } from '@sluice/reader';
import { describe, expect, it } from 'vitest';
import { chosenDays } from './flights.ts';
import { flightsDay } from './flights-day.fixture.ts';
import { brokenRows, sheetOf, sheetText, withoutRequired, withUnknown } from './mishaps.ts';

const PLAN = JSON.parse(readFileSync(join(CHECKOUT, 'contracts/flights/generated/plan.json'), 'utf8')) as Plan;
const SHEET = sheetOf(flightsDay(5), ',');
const read = (text: string) => readAll(Buffer.from(text), { plan: PLAN });

describe('mishaps', () => {
  it('break exactly the rule that they claim to break', () => {
    for (const { cells, reason } of brokenRows(SHEET, PLAN)) {
      const head = read(sheetText({ ...SHEET, rows: [...SHEET.rows, cells] }, ','));

      expect(head.kind === 'read' ? head.records.map(({ reasons }) => reasons) : head).toEqual([
        [],
        [],
        [],
        [],
        [],
        [reason],
      ]);
    }
    expect(brokenRows(SHEET, PLAN)).toHaveLength(3);
  });

  it('take away a column that the contract cannot fill', () => {
    const { sheet, column } = withoutRequired(SHEET, PLAN);

    expect(sheet.header).not.toContain(column);
    expect(read(sheetText(sheet, ','))).toMatchObject({ kind: 'refused', reason: 'missing-column' });
  });

  it('add a column that no row is rejected for', () => {
    const head = read(sheetText(withUnknown(SHEET, PLAN, 'gate'), ','));

    expect(head.kind === 'read' ? head.records.every(({ reasons }) => reasons.length === 0) : head).toBe(true);
    expect(head.kind === 'read' ? head.match.unknown.map(({ header }) => header) : head).toEqual(['gate']);
  });

  it('are planted in days that are spread over the year', () => {
    const names = Array.from({ length: 365 }, (_, index) => `d${index}`);

    expect(chosenDays(names, 5)).toEqual(['d0', 'd73', 'd146', 'd219', 'd292']);
    expect(chosenDays(names, undefined)).toBe(names);
    expect(chosenDays(names, 400)).toBe(names);
  });
});
