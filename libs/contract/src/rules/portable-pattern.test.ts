import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { portablePattern } from './portable-pattern.ts';

describe('portable-pattern', () => {
  test('a good pattern', () => {
    expect(found(portablePattern)).toEqual([]);
  });

  test.each(['^(a+)+$', '\\bES', '(?<=a)b', '(a)\\1', '\\p{L}+', '[', '(?:a?){30}', '(?:a|ab?b?)*'])(
    'refused: %s',
    (pattern) => {
      const [finding] = found(portablePattern, (it) => (it.properties.country.pattern = pattern));

      expect(finding).toContain(
        `SLC2110 at ${JSON.stringify(pattern)} | error: the pattern of the column "country" is refused: `,
      );
    },
  );

  test('the message says why', () => {
    expect(found(portablePattern, (it) => (it.properties.country.pattern = '\\bES'))).toMatchInlineSnapshot(`
      [
        "SLC2110 at "\\\\bES" | error: the pattern of the column "country" is refused: \\b differs between JavaScript and Java; spell out the characters at the edge -> use literals, classes such as [A-Z0-9], groups, alternatives and bounded repetitions",
      ]
    `);
  });
});
