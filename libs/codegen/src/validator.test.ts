import { type DocumentDraft, draftContract } from '@sluice/contract/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validatorOf } from './validator.ts';

interface Validator {
  (row: unknown): boolean;
  errors?: readonly { readonly keyword: string; readonly instancePath: string }[] | null;
}

async function load(change?: (document: DocumentDraft) => void): Promise<Validator> {
  const text = await validatorOf(draftContract(change));
  const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { readonly validate: Validator };
  return module.validate;
}

const good = {
  order_id: '1',
  placed_at: '2026-01-15T10:00:00.000000Z',
  country: 'ES',
  amount: '12.50',
  items: 1,
  note: null,
};

function keywords(validate: Validator, row: unknown): readonly string[] {
  return validate(row)
    ? []
    : (validate.errors ?? []).map(({ keyword, instancePath }) => `${keyword} ${instancePath}`).sort();
}

describe('validate.js', () => {
  test('imports nothing and compiles nothing at run time', async () => {
    const text = await validatorOf(draftContract((it) => (it.properties.note.maxLength = 3)));

    expect(text).not.toMatch(/\bimport\b|require\(|new Function|\beval\b/);
    expect(text).toMatch(/export \{\n {2}validate\n\};\n$/);
  });

  test('accepts a typed row', async () => {
    expect(keywords(await load(), good)).toEqual([]);
  });

  test.each([
    [{ order_id: '9223372036854775808' }, ['format /order_id']],
    [{ order_id: '01' }, ['format /order_id']],
    [{ order_id: 1 }, ['type /order_id']],
    [{ placed_at: '2026-02-30T10:00:00Z' }, ['format /placed_at']],
    [{ country: 'es' }, ['pattern /country']],
    [{ country: null }, ['type /country']],
    [{ amount: '1.234' }, ['pattern /amount']],
    [{ amount: '123456789.00' }, ['pattern /amount']],
    [{ amount: '-1.5' }, []],
    [{ items: 2 ** 31 }, ['maximum /items']],
    [{ items: 0 }, ['minimum /items']],
    [{ items: 1.5 }, ['type /items']],
    [{ note: undefined }, ['required ']],
    [{ other: 1 }, ['additionalProperties ']],
    [
      { country: 'es', items: 0, amount: 'x' },
      ['format /amount', 'minimum /items', 'pattern /amount', 'pattern /country'],
    ],
  ])('%j raises %j, all at once', async (change, wanted) => {
    expect(keywords(await load(), { ...good, ...change })).toEqual(wanted);
  });

  test.each([null, undefined, 1, 'row', [], [good]])('%j is no row', async (row) => {
    expect((await load())(row)).toBe(false);
  });

  test('bounds of decimals and 64-bit integers are exact', async () => {
    const validate = await load((it) => {
      Object.assign(it.properties.order_id, { formatMinimum: '9007199254740993' });
      Object.assign(it.properties.amount, { formatExclusiveMinimum: '0', formatMaximum: '12.5' });
    });

    expect(keywords(validate, { ...good, order_id: '9007199254740993' })).toEqual([]);
    expect(keywords(validate, { ...good, order_id: '9007199254740992' })).toEqual(['formatMinimum /order_id']);
    expect(keywords(validate, { ...good, order_id: '9007199254740993', amount: '0.00' })).toEqual([
      'formatExclusiveMinimum /amount',
    ]);
    expect(keywords(validate, { ...good, order_id: '9007199254740993', amount: '12.51' })).toEqual([
      'formatMaximum /amount',
    ]);
  });

  test('bounds of amounts agree with whole cents', async () => {
    const validate = await load((it) =>
      Object.assign(it.properties.amount, { formatMinimum: '-10.01', formatExclusiveMaximum: '10.01' }),
    );
    const text = (cents: number) =>
      `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 2000 }), (cents) => {
        expect(validate({ ...good, amount: text(cents) })).toBe(cents >= -1001 && cents < 1001);
      }),
    );
  });

  test('lengths count code points', async () => {
    const validate = await load((it) => Object.assign(it.properties.note, { maxLength: 2 }));

    expect(keywords(validate, { ...good, note: '😀😀' })).toEqual([]);
    expect(keywords(validate, { ...good, note: '😀😀a' })).toEqual(['maxLength /note']);
  });

  test('a multiple is told at every magnitude', async () => {
    const validate = await load((it) => {
      it.properties.weight = { type: 'number', multipleOf: 0.25, 'x-column': { type: 'double' } };
      it.required.push('weight');
    });

    for (const weight of [0, -0.5, 1e21, 1e300]) expect(keywords(validate, { ...good, weight })).toEqual([]);
    for (const weight of [0.1, -0.3]) expect(keywords(validate, { ...good, weight })).toEqual(['multipleOf /weight']);
  });

  test('allowed values are canonical, and null is among them when the column is nullable', async () => {
    const validate = await load((it) => {
      it.properties.amount.enum = ['1', '2.5'];
      it.properties.note.enum = ['a', null];
    });

    expect(keywords(validate, { ...good, amount: '2.50' })).toEqual([]);
    expect(keywords(validate, { ...good, amount: '3.00', note: 'b' })).toEqual(['enum /amount', 'enum /note']);
  });
});
