import { expect, test } from 'vitest';
import { portablePattern } from './portable-pattern.ts';

test.each([
  ['^[A-Z]{2}$', '^[A-Z]{2}\\z'],
  ['a.b', 'a[^\\n\\r\\x{2028}\\x{2029}]b'],
  ['(a|b)?', '(?:a|b)?'],
  ['(?<name>x)', '(?:x)'],
  ['[a&&b[]', '[a\\&\\&b\\[]'],
  ['\\w\\W\\D[\\w-]', '[A-Za-z0-9_][^A-Za-z0-9_][^0-9][A-Za-z0-9_\\-]'],
  ['é😀', '\\x{e9}\\x{1f600}'],
  ['a{2,}b{0,1}?', 'a{2,}b??'],
  ['\\\\Q\\$#', '\\\\Q\\$\\#'],
  ['^[a-z]+-[a-z]+-[a-z]+-[a-z]+-[a-z]+-[a-z]+$', '^[a-z]+\\-[a-z]+\\-[a-z]+\\-[a-z]+\\-[a-z]+\\-[a-z]+\\z'],
  ['^[a-z]+(-[a-z]+){0,100}$', '^[a-z]+(?:\\-[a-z]+){0,100}\\z'],
  ['^([0-9]{1,3}\\.){3}[0-9]{1,3}$', '^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}\\z'],
])('%s is %s in Java', (pattern, java) => {
  expect(portablePattern(pattern)).toEqual({ java, problem: undefined });
});

test.each([
  ['(', 'it is no regular expression'],
  ['a{2,1}', 'it is no regular expression'],
  ['\\b', '\\b differs'],
  ['(?=a)', 'look-around'],
  ['(?<!a)b', 'look-around'],
  ['(a)\\1', 'back-reference'],
  ['\\p{L}', 'Unicode version'],
  ['[]', 'an empty class'],
  ['(?i:a)', 'modifiers'],
  ['\\ud800', 'half a surrogate'],
  ['(ab)*', 'at most 100 times'],
  ['(a+){2,5}', 'exponential'],
  ['(a|a){2,5}', 'exponential'],
  ['(?:[a-z]|[a-f0-9]+){0,50}', 'exponential'],
  ['(a?){2,50}', 'may be empty'],
  ['(?:a?){30}', 'may be empty'],
  ['a?'.repeat(30) + 'a{30}', 'more than 5 optional'],
  ['[a-z]*'.repeat(6) + '!', 'more than 5 optional'],
  ['a?a'.repeat(6), 'more than 5 optional'],
  ['a'.repeat(300), 'more than 200 parts'],
  ['^a*a*a*$', 'cubic'],
  ['a*a*b', 'cubic'],
  ['^.*,.*,.*$', 'cubic'],
  ['^[a-z]+[a-z0-9]+[a-z]+$', 'cubic'],
])('%s is refused: %s', (pattern, why) => {
  expect(portablePattern(pattern).problem).toContain(why);
});

test.each([
  '^a*a*$',
  'a*b',
  '.*,.*',
  '^[^,]*,[^,]*,[^,]*,[^,]*$',
  '^[^@]+@[^@]+\\.[^@]+$',
  '^[A-Z0-9]{1,3}[0-9]{1,4}[A-Z]{0,2}$',
  '^[0-9]+(\\.[0-9]+)?(e[0-9]+)?$',
  '\\s+$',
])('%s is quick enough', (pattern) => {
  const { problem } = portablePattern(pattern);
  const started = performance.now();
  for (const piece of ['a', ',', '1', ' ', 'A', '@.'])
    new RegExp(pattern, 'u').test(`${piece.repeat(2000 / piece.length)}!`);

  expect(problem).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a hostile pattern is judged in no time', () => {
  const started = performance.now();
  for (const pattern of [
    '((((a{8}){8}){8}){8}){8}',
    '('.repeat(400) + 'a' + ')'.repeat(400),
    `(?:${'[a-z]?x?|'.repeat(90)}){0,9}`,
    '(.*){99}'.repeat(40),
    `${Array.from({ length: 90 }, (_, index) => `[a-z${index}]+`).join('-')}$`,
    `^(?:${'[a-z]{20,}-'.repeat(20)}){0,99}x$`,
  ]) {
    portablePattern(pattern);
  }

  expect(performance.now() - started).toBeLessThan(2000);
});
