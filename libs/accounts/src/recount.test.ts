import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import type { Plan } from '@sluice/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordCounter, recountRecords } from './recount.ts';

interface Cases {
  readonly plans: Readonly<Record<string, Plan>>;
  readonly cases: readonly {
    readonly file: string;
    readonly plan: string;
    readonly expected: { readonly records?: readonly unknown[] };
  }[];
}

const FOLDER = join(CHECKOUT, 'libs/protocol/conformance/csv');
const { plans, cases } = JSON.parse(readFileSync(join(FOLDER, 'cases.json'), 'utf8')) as Cases;
const COMMA = { delimiter: ',', quote: '"', escape: '"' };

function count(text: string, cuts: readonly number[] = []): number {
  const bytes = Buffer.from(text);
  const counter = recordCounter(COMMA);
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    counter.feed(bytes.subarray(from, cut));
    from = Math.max(from, cut);
  }
  counter.feed(bytes.subarray(from));
  return counter.end();
}

describe('the independent count of records', () => {
  const readable = cases.filter(({ expected }) => expected.records !== undefined);
  it.each(readable.map(({ file, plan, expected }) => [file, plan, expected.records?.length] as const))(
    'agrees with both readers about %s',
    async (file, plan, records) => {
      const counted = await recountRecords(
        join(FOLDER, file),
        (plans[plan] as Plan).source,
        new AbortController().signal,
      );

      expect(counted).toBe(records);
    },
  );

  it('gives the same number wherever the bytes are cut', () => {
    const piece = fc.constantFrom('a', ',', '"', '""', '\n', '\r\n', '\r', ' ', 'é', '\ufeff');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(60), { maxLength: 4 }), (pieces, cuts) => {
        const text = pieces.join('');
        expect(
          count(
            text,
            cuts.filter((cut) => cut <= Buffer.byteLength(text)),
          ),
        ).toBe(count(text));
      }),
    );
  });

  it('counts neither the header nor blank lines, and knows a quoted line end', () => {
    expect(count('a,b\n\n1,2\n \n"x\ny",3')).toBe(2);
  });
});
