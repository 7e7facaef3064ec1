import { expect, test } from 'vitest';
import { longLines, longProse } from './widths.ts';

const LONG = 'x'.repeat(130);
const WORDS = 'word '.repeat(30).trim();
const linesOf = (text: string, path = 'x.ts') => longLines({ path, text }).map(({ line }) => line);

test('a line of more than 120 characters is found, one of 120 is not', () => {
  expect(linesOf(`// ${'é'.repeat(117)}\n// ${'é'.repeat(118)}\n`)).toEqual([2]);
  expect(linesOf(`# ${LONG}\n`, 'x.py')).toEqual([1]);
  expect(linesOf(`# See https://example.org/${'x'.repeat(120)}\n`, 'x.py')).toEqual([]);
  expect(linesOf(`${'x'.repeat(110)}  # type: ignore[misc]\n`, 'x.py')).toEqual([]);
  expect(linesOf(`${'x'.repeat(121)}  # type: ignore[misc]\n`, 'x.py')).toEqual([1]);
});

test('a text of several lines is not broken, a string and a text of one line can be', () => {
  expect(linesOf(`const a = \`\n${LONG}\n\`;`)).toEqual([]);
  expect(linesOf(`const a = '${LONG}';`)).toEqual([1]);
  expect(linesOf(`const a = \`${LONG}\`;`)).toEqual([1]);
});

test('a line that is not formatted on purpose is exempt, the one after it is not', () => {
  expect(linesOf(`// biome-ignore format: why\nconst a = '${LONG}';\nconst b = '${LONG}';`)).toEqual([3]);
});

test('a regular expression is exempt where it fills a line by itself', () => {
  expect(linesOf(`const a =\n  /${LONG}/;`)).toEqual([]);
  expect(linesOf(`const ${'a'.repeat(100)} = /${'x'.repeat(40)}/;`)).toEqual([1]);
});

test('prose is measured outside tables, code and single words', () => {
  const text = [WORDS, `| ${WORDS} |`, '```', WORDS, '```', `- ${'x'.repeat(140)}`, `- ${WORDS}`].join('\n');

  expect(longProse(text, 120).map(({ line }) => line)).toEqual([1, 7]);
  expect(longProse(text, 200)).toEqual([]);
});
