import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTimestamp, isRealDay, isTimestamp, parseFormat, temporalReader } from './temporal.ts';

test('a day is real when the calendar has it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
      (year, month, day) => {
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);

        expect(isRealDay(year, month, day)).toBe(date.getUTCMonth() === month - 1);
      },
    ),
  );
});

test.each([
  ['iso', '2026-01-15T10:00:00Z', '2026-01-15T10:00:00.000000Z'],
  ['iso', '2026-01-15 10:00:00.5Z', '2026-01-15T10:00:00.500000Z'],
  ['iso', '2026-01-15T10:00:00.1234567Z', undefined],
  ['iso', '2026-01-15T10:00:00', undefined],
  ['iso', '2026-01-15T24:00:00Z', undefined],
  ['iso', '2026-01-15T10:00:60Z', undefined],
  ['iso', '0000-01-15T10:00:00Z', undefined],
  ['iso', '2100-02-29T10:00:00Z', undefined],
  ['dd.MM.yyyy HH:mm', '15.01.2026 10:07', '2026-01-15T10:07:00.000000Z'],
  ['dd.MM.yyyy HH:mm', '15x01.2026 10:07', undefined],
  ['yyyyMMddHHmmss.SSS', '20260115100700.120', '2026-01-15T10:07:00.120000Z'],
])('timestamp %s reads %j as %j', (format, text, canonical) => {
  expect(temporalReader(format, 'timestamp')(text)).toBe(canonical);
});

test.each([
  ['yyyy-MM-dd', '2024-02-29', '2024-02-29'],
  ['dd/MM/yyyy', '29/02/2024', '2024-02-29'],
  ['dd/MM/yyyy', '29/02/2023', undefined],
  ['dd/MM/yyyy', '9/2/2023', undefined],
])('date %s reads %j as %j', (format, text, canonical) => {
  expect(temporalReader(format, 'date')(text)).toBe(canonical);
});

test('timestamps are ordered by instant, whatever their fraction', () => {
  expect(compareTimestamp('2026-01-15T10:00:00Z', '2026-01-15T10:00:00.000001Z')).toBe(-1);
  expect(compareTimestamp('2026-01-15T10:00:00.5Z', '2026-01-15 10:00:00.500Z')).toBe(0);
  expect(compareTimestamp('2026-01-15T10:00:00Z', 'soon')).toBeUndefined();
});

test('a canonical timestamp reads as itself', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
      (date) => {
        const canonical = `${date.toISOString().slice(0, -1)}000Z`;

        expect(isTimestamp(canonical)).toBe(true);
        expect(temporalReader('iso', 'timestamp')(canonical)).toBe(canonical);
      },
    ),
  );
});

test('a format tells what is wrong with it', () => {
  expect(parseFormat('yyyy/MM', 'date')).toBe('token dd is missing');
  expect(parseFormat('yyyy-MM-dd HH', 'date')).toBe('a date has no HH');
  expect(parseFormat("yyyy-MM-dd'T'HH", 'timestamp')).toContain('"\'"');
});
