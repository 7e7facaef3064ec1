import type { QueryResult } from '@sluice/query';
import { palette, type Terminal } from '@sluice/terminal';
import { expect, it } from 'vitest';
import { answerText } from './present.ts';

const TERMINAL = { paint: palette(false) } as Terminal;
const result = (names: readonly string[], rows: unknown[][]) =>
  ({
    columns: names.map((name) => ({ name, type: 'varchar' })),
    rows,
    truncated: false,
    statistics: { scannedBytes: 0, totalMilliseconds: 0 },
  }) as unknown as QueryResult;

it('a line of DESCRIBE, which comes in one cell, is shown in its columns', () => {
  const text = answerText(
    result(['col_name', 'data_type', 'comment'], [['day   \tint   \tThe day.  '], ['# note', null, null]]),
    TERMINAL,
  );

  expect(text).toContain('  day       int        The day.\n');
  expect(text).toContain('  # note    null       null\n');
});

it('a value cannot move the cursor or forge a line', () => {
  expect(answerText(result(['x'], [['a\u001b[31m\nb\tc']]), TERMINAL)).toContain('  a\\x1b[31m\\nb\\tc\n');
});
