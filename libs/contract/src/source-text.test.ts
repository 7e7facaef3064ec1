import { describe, expect, test } from 'vitest';
import { LOAD_ERRORS } from './errors.ts';
import { findingText } from './finding.ts';
import { parseSource, pointer } from './source-text.ts';

const parse = (text: string) => parseSource('c.json', text, LOAD_ERRORS.notJson);
const complaints = (text: string) => parse(text).findings.map(findingText);

describe('strict JSON', () => {
  test.each([
    ['{"a": 1, // no\n "b": 2}', 'c.json:1:10 error SLC2003 comments are not JSON; use "$comment"'],
    ['{"a": 1,}', 'c.json:1:9 error SLC2003 a property name is expected here (is there a comma too many before it?)'],
    ['{\n  "a": 1\n  "b": 2\n}', 'c.json:3:3 error SLC2003 a comma is expected here'],
    ['{"a": 1, "b": {"x": 1, "x": 2}}', 'c.json:1:24 error SLC2003 the key "x" appears twice'],
    ['{"a": 1, "\\u0061": 2}', 'c.json:1:10 error SLC2003 the key "a" appears twice'],
    ['{"__proto__": {"x": 1}}', 'c.json:1:2 error SLC2003 the key "__proto__" is not allowed'],
    ['{"a": 1e999}', 'c.json:1:7 error SLC2003 a number that no double can hold'],
    ['{"a": "\\ud800"}', 'c.json:1:7 error SLC2003 a string with half a surrogate pair'],
    ['{"a": 01}', 'c.json:1:8 error SLC2003 a comma is expected here'],
    ['{"a": NaN}', 'c.json:1:7 error SLC2003 a word that is not JSON'],
    ["{'a': 1}", 'c.json:1:2 error SLC2003 a word that is not JSON'],
    ['{"a": "open}', 'c.json:1:7 error SLC2003 a string that is not closed'],
    ['{} {}', 'c.json:1:4 error SLC2003 nothing may follow the closing brace'],
    ['', 'c.json:1:1 error SLC2003 a value is expected here'],
    ['\ufeff{}', 'c.json:1:1 error SLC2003 a byte order mark stands before the text'],
  ])('%j', (text, finding) => {
    expect(complaints(text)[0]).toContain(finding);
  });

  test('nesting is judged before a recursive parser sees it', () => {
    expect(complaints('['.repeat(1_000_000))).toEqual(['c.json:1:65 error SLC2003 more than 64 levels of nesting']);
    expect(complaints(`${'['.repeat(64)}${']'.repeat(64)}`)).toEqual([]);
    expect(complaints('{"a": "[[[["}')).toEqual([]);
  });
});

test('a list or object without end is refused before anything compares its entries', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}": 1`).join(',');

  expect(complaints(`{"a": {${many(2001)}}}`)).toEqual(['c.json:1:7 error SLC2003 2001 entries; the limit is 2000']);
  expect(complaints(`{"a": {${many(2000)}}}`)).toEqual([]);
});

test('every value and every key has its place', () => {
  const { source } = parse('{\n  "a/b": [1, {"~c": true}],\n  "ñ": 2\n}\n');

  expect(source?.at(pointer('a/b', 1, '~c'))).toEqual({ line: 2, column: 21 });
  expect(source?.at(pointer('a/b', 1, '~c'), 'key')).toEqual({ line: 2, column: 15 });
  expect(source?.at('/ñ')).toEqual({ line: 3, column: 8 });
  expect(source?.at('/ñ/deeper/still')).toEqual({ line: 3, column: 8 });
  expect(source?.at('/nothing')).toEqual({ line: 1, column: 1 });
});

test('own keys of odd names are kept', () => {
  expect(parse('{"constructor": 1, "toString": 2}').source?.value).toEqual({ constructor: 1, toString: 2 });
});
