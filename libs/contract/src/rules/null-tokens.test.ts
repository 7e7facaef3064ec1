import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { nullTokens } from './null-tokens.ts';

describe('null-tokens', () => {
  test('tokens of a nullable column', () => {
    expect(found(nullTokens, (it) => (it.properties.note['x-column'].nullTokens = ['NA', '-']))).toEqual([]);
  });

  test('a token that reads as an allowed value, however it is written', () => {
    const result = found(nullTokens, (it) => {
      it['x-dataset'].source.dialect = { delimiter: ';', decimalComma: true };
      it.properties.amount = {
        type: ['string', 'null'],
        format: 'decimal',
        enum: ['0', '1', null],
        'x-column': { type: 'decimal(10,2)', nullTokens: ['0,00', '0.00', ''] },
      };
      it.properties.placed_at['x-column'].format = 'unreadable';
      it.properties.placed_at['x-column'].nullTokens = ['x'];
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2114 at [ | warning: the column "placed_at" has null tokens, but is not nullable: rows with them are rejected -> make the column nullable, or remove the token",
        "SLC2114 at "0,00" | error: "0,00" is a null token and an allowed value of the column "amount" -> remove it from one of the two",
      ]
    `);
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
