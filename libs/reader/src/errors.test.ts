import { describe, expect, it } from 'vitest';
import { READER_ERRORS } from './errors.ts';
import { fileReasonCode, rowReasonCode } from './reason-codes.ts';
import { COLUMN_RULES, FILE_REASONS, ROW_REASONS } from './reasons.ts';

describe('READER_ERRORS', () => {
  it('has one entry per code, all of them in the range of the reader and complete', () => {
    const codes = READER_ERRORS.map(({ code }) => code);

    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, title, why, fix } of READER_ERRORS) {
      expect(code).toMatch(/^SLC4[0-9]{3}$/);
      for (const text of [title, why, fix]) expect(text.length).toBeGreaterThan(5);
    }
  });

  it('documents every reason under its code', () => {
    const titles = new Map(READER_ERRORS.map(({ code, title }) => [code, title]));

    for (const reason of FILE_REASONS) expect(titles.get(fileReasonCode(reason))).toMatch(new RegExp(`^${reason}: `));
    for (const rule of [...ROW_REASONS, ...COLUMN_RULES])
      expect(titles.get(rowReasonCode(rule) ?? '')).toMatch(new RegExp(`^${rule}: `));
  });

  it('finds the code of a reason with its column', () => {
    expect(rowReasonCode('range:amount')).toBe(rowReasonCode('range'));
    expect(rowReasonCode('nonsense:amount')).toBeUndefined();
  });
});
