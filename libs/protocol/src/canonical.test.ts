import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from './canonical.ts';

describe('canonicalJson', () => {
  test('is what Python writes with sort_keys and without spaces', () => {
    expect(canonicalJson({ b: 1, a: ['ñ😀\u007f"\\\n', null, true], '😀': 1, '\uffff': 2 })).toBe(
      '{"a":["\\u00f1\\ud83d\\ude00\\u007f\\"\\\\\\n",null,true],"b":1,"\\uffff":2,"\\ud83d\\ude00":1}',
    );
  });

  test('does not depend on the order of keys, and reads back', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.array(fc.string())), {
          noNullPrototype: true,
        }),
        (value) => {
          const turned = Object.fromEntries(Object.entries(value).reverse());

          expect(canonicalJson(turned)).toBe(canonicalJson(value));
          expect(JSON.parse(canonicalJson(value))).toEqual(value);
        },
      ),
    );
  });

  test('refuses numbers that have more than one text', () => {
    expect(() => canonicalJson({ ratio: 0.1 })).toThrow(RangeError);
  });
});
