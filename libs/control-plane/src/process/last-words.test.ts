import { expect, test } from 'vitest';
import { lastWordsIn } from './last-words.ts';

const coded = (code: string) => JSON.stringify({ level: 'error', event: 'failed', code, message: `it is ${code}` });

test.each([
  ['the last coded error, whatever was printed after it', [coded('SLC1'), coded('SLC2'), 'x.y.SomeError: why', 'bye']],
  ['a coded error that other lines of JSON follow', [coded('SLC2'), JSON.stringify({ level: 'info', message: 'm' })]],
])('%s', (_what, lines) => {
  expect(lastWordsIn(lines.join('\n'))).toBe('SLC2: it is SLC2');
});

test('without one, the last exception; without that, the last line that says something', () => {
  expect(lastWordsIn('Traceback\npyspark.errors.SomeError: why\n  at here\n')).toBe('pyspark.errors.SomeError: why');
  expect(lastWordsIn('first\n{ broken\n\n')).toBe('{ broken');
  expect(lastWordsIn('\n \n')).toBeUndefined();
});

test('only the end of a long log is read, and what is said is short', () => {
  expect(lastWordsIn(`${coded('SLC1')}\n${'x\n'.repeat(40_000)}end`)).toBe('end');
  expect(lastWordsIn('y'.repeat(5_000))).toHaveLength(1_000);
});
