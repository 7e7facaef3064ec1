import { readFileSync } from 'node:fs';
import type { Plan } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { CHECKOUT } from '../local/places.ts';
import { headerCell } from './header-place.ts';

const PLAN = JSON.parse(readFileSync(`${CHECKOUT}/contracts/sales/generated/plan.json`, 'utf8')) as Plan;
const TEXT = new TextEncoder().encode('sale_id;"gate;x";;año;gate;sale_id\n1;2;3;4;5;6\n');
const at = (reason: string, detail: string | null) =>
  headerCell(TEXT, { reason, detail, place: { line: 1, offset: 0 } }, PLAN);

describe('the header cell that a refusal is about', () => {
  it.each([
    ['empty-header', 'header 3 of 6 is empty', { line: 1, column: 18 }],
    ['duplicate-header', 'headers 1 and 6 are both "sale_id"', { line: 1, column: 28 }],
    ['bad-encoding', 'header 4 is not valid utf-8', { line: 1, column: 19 }],
    ['duplicate-header', 'headers "sale_id" and "gate" both name column "x"', { line: 1, column: 23 }],
    ['unknown-column', 'no column is read from "gate;x", "gate"', { line: 1, column: 9 }],
    ['unknown-column', 'no column is read from "nowhere"', undefined],
    ['missing-column', 'no header for "sold_at"; the file has "sale_id"', undefined],
    ['bad-encoding', '12 bytes are not valid utf-8', undefined],
    ['empty', null, undefined],
  ])('%s: %s', (reason, detail, place) => {
    expect(at(reason, detail)).toEqual(place);
  });
});
