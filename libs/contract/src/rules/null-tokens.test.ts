import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { nullTokens } from './null-tokens.ts';

describe('null-tokens', () => {
  test('tokens of a nullable column', () => {
    expect(found(nullTokens, (it) => (it.properties.note['x-column'].nullTokens = ['NA', '-']))).toEqual([]);
  });

  test('tokens that cost rows or values', () => {
    const result = found(nullTokens, (it) => {
      it.properties.note['x-column'].nullTokens = ['NA', '-'];
      it.properties.note.enum = ['-', null];
      it.properties.items['x-column'].nullTokens = ['NA'];
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2114 at [ | warning: the column "items" has null tokens, but is not nullable: rows with them are rejected -> make the column nullable, or remove the token",
        "SLC2114 at "-" | error: "-" is a null token and an allowed value of the column "note" -> remove it from one of the two",
      ]
    `);
  });
});
