import { type DocumentDraft, draft, draftContract } from '@sluice/contract/testing';
import { PLAN } from '@sluice/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contractDigest, planDigest } from './digests.ts';
import { planOf } from './plan.ts';

const column = (name: string, change: (document: DocumentDraft) => void) =>
  planOf(draftContract(change)).columns.find((it) => it.name === name);

describe('the plan', () => {
  test('follows its schema', () => {
    expect(PLAN.problems(planOf(draftContract()))).toEqual([]);
  });

  test('writes bounds and values as canonical texts, in the order of reasons', () => {
    const amount = column('amount', (it) =>
      Object.assign(it.properties.amount, { enum: ['3', '10.5'], formatMaximum: '100', formatExclusiveMinimum: '0.5' }),
    );
    const placed = column('placed_at', (it) =>
      Object.assign(it.properties.placed_at, { formatMinimum: '2020-01-01 00:00:00Z' }),
    );
    const country = column('country', (it) => Object.assign(it.properties.country, { enum: ['ES'], maxLength: 2 }));

    expect(amount?.rules).toEqual([
      { rule: 'range', maximum: '100.00', exclusive_minimum: '0.50' },
      { rule: 'enum', values: ['3.00', '10.50'] },
    ]);
    expect(placed?.rules).toEqual([{ rule: 'range', minimum: '2020-01-01T00:00:00.000000Z' }]);
    expect(country?.rules).toEqual([
      { rule: 'length', maximum: 2 },
      { rule: 'pattern', pattern: '^[A-Z]{2}$', java_pattern: '^[A-Z]{2}\\z' },
      { rule: 'enum', values: ['ES'] },
    ]);
  });

  test('null is no value of an enum; const is an enum of one', () => {
    expect(column('note', (it) => (it.properties.note.enum = ['a', null]))?.rules).toEqual([
      { rule: 'enum', values: ['a'] },
    ]);
    expect(column('items', (it) => (it.properties.items.const = 2))?.rules.at(-1)).toEqual({
      rule: 'enum',
      values: ['2'],
    });
  });

  test('a missing column follows the policy and its own default', () => {
    const policy = (missingColumn: string) => (it: DocumentDraft) => {
      it['x-dataset'].drift = { missingColumn };
      it.properties.items.default = 7;
    };

    expect(column('items', policy('default'))?.missing).toEqual({ policy: 'default', default: '7' });
    expect(column('note', policy('default'))?.missing).toEqual({ policy: 'null', default: null });
    expect(column('items', policy('null'))?.missing).toEqual({ policy: 'null', default: null });
    expect(column('items', policy('reject'))?.missing).toEqual({ policy: 'reject', default: null });
  });

  test('a bigint says whether it is a safe integer', () => {
    expect(column('order_id', () => {})?.safe_integer).toBe(false);
    expect(
      column('order_id', (it) => (it.properties.order_id = { type: 'integer', 'x-column': { type: 'bigint' } }))
        ?.safe_integer,
    ).toBe(true);
  });

  test('what lint would have refused makes no plan', () => {
    expect(() => planOf(draftContract((it) => (it['x-dataset'].source.format = 'json')))).toThrow(
      'orders: source s3/json is not supported yet',
    );
    expect(() => planOf(draftContract((it) => (it.properties.country.pattern = '\\b')))).toThrow(
      'pattern: \\b differs',
    );
    expect(() => planOf(draftContract((it) => (it.properties.amount.formatMinimum = '0.001')))).toThrow(
      'formatMinimum "0.001" is no decimal(10,2)',
    );
  });
});

describe('digests', () => {
  test('a changed description changes the contract digest, not the plan digest', () => {
    const words = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(words, words, words, (description, comment, unit) => {
        const before = draftContract();
        const after = draftContract((it) => {
          it.properties.note.description = `x${description}`;
          it.$comment = comment;
          it.properties.items['x-column'].unit = unit.slice(0, 64);
          it['x-dataset'].owner = 'another-team';
        });

        expect(planDigest(after)).toBe(planDigest(before));
        expect(contractDigest(after)).not.toBe(contractDigest(before));
      }),
    );
  });

  test('the order of the columns counts, the order of other keys only for the contract', () => {
    const moved = draftContract((it) => {
      const { note, ...rest } = it.properties;
      it.properties = { note, ...rest };
    });
    const turned = draftContract((it) => {
      const fresh = draft();
      for (const key of Object.keys(it)) delete it[key];
      for (const key of Object.keys(fresh).reverse()) it[key] = fresh[key];
    });

    expect(planDigest(moved)).not.toBe(planDigest(draftContract()));
    expect(planDigest(turned)).toBe(planDigest(draftContract()));
    expect(contractDigest(turned)).not.toBe(contractDigest(draftContract()));
  });

  test('what changes a row changes the plan digest', () => {
    const changes: readonly ((it: DocumentDraft) => void)[] = [
      (it) => (it.properties.items.minimum = 2),
      (it) => (it.properties.note['x-column'].nullTokens = ['NA']),
      (it) => (it.properties.note['x-column'].aliases = ['remark']),
      (it) => (it['x-dataset'].source.encoding = 'iso-8859-1'),
      (it) => (it['x-dataset'].drift = { newColumn: 'ignore' }),
      (it) => (it['x-dataset'].sort = []),
      (it) => (it['x-dataset'].partition[0].transform = 'month'),
    ];
    const digests = changes.map((change) => planDigest(draftContract(change)));

    expect(new Set([planDigest(draftContract()), ...digests]).size).toBe(changes.length + 1);
  });
});
