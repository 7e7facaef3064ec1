import { gzipSync } from 'node:zlib';
import type { Plan, PlanColumn } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import type { ByteRange, FileFormat } from './file-format.ts';
import { type FileJudge, judgeBy, judgeFile } from './judge-file.ts';
import { refuse } from './reasons.ts';
import { planFixture, textColumn } from './testing.fixture.ts';

const id: PlanColumn = { ...textColumn('id'), type: 'int', nullable: false };
const plan = planFixture([id, textColumn('note')]);

/** Feeds a judge from a file, as S3 would answer it; what it asked for, and what it returned. */
function fed(judge: FileJudge, file: Uint8Array) {
  const asked: ByteRange[] = [];
  let step = judge.next();
  while (step.done !== true) {
    const { from, bytes } = step.value;
    asked.push(step.value);
    const part = from === 'start' ? file.subarray(0, bytes) : file.subarray(Math.max(0, file.length - bytes));
    step = judge.next({ bytes: part, sizeBytes: file.length });
  }
  return { asked, ...step.value };
}

const judged = (text: string, of: Plan = plan) => fed(judgeFile({ plan: of }), Buffer.from(text));

describe('the judge of a CSV file', () => {
  it('asks for 64 KiB from the start, once, however large the file is', () => {
    const { asked, verdict } = judged(`id,note\n${'1,a\n'.repeat(100_000)}`);

    expect(asked).toEqual([{ from: 'start', bytes: 65_536 }]);
    expect(verdict).toMatchObject({ kind: 'accepted', sample: { complete: false } });
  });

  it('asks for more from the start until the header ends', () => {
    const { asked, verdict } = judged(`id,note,${'x'.repeat(300_000)}\n1,a,b\n`);

    expect(asked.map(({ from, bytes }) => [from, bytes])).toEqual([
      ['start', 65_536],
      ['start', 262_144],
      ['start', 1_048_576],
    ]);
    expect(verdict).toMatchObject({ kind: 'accepted', sample: { complete: true, accepted: 1 } });
  });

  it('never asks for more than 1 MiB, inflated or not', () => {
    const header = `id,note,${Array.from({ length: 1_100_000 }, (_, at) => (at * 7919) % 10).join('')}`;
    const gzipPlan = { ...plan, source: { ...plan.source, compression: 'gzip' as const } };

    for (const { asked, verdict } of [
      judged(header),
      fed(judgeFile({ plan: gzipPlan }), gzipSync(header, { level: 0 })),
    ]) {
      expect(asked.at(-1)).toEqual({ from: 'start', bytes: 1_048_576 });
      expect(verdict).toMatchObject({ kind: 'refused', reason: 'header-too-long', code: 'SLC4108' });
    }
  });

  it('judges a file without bytes by its size, not by what it would need', () => {
    expect(judged('')).toMatchObject({ verdict: { reason: 'empty' }, drift: null });
  });

  it('observes drift in a file that goes in, and none in a usual one', () => {
    expect(judged('id,note\n1,a\n').drift).toBeNull();
    expect(judged('id,extra\n1,a\n').drift).toMatchObject({ unknown: ['extra'], missing: ['note'], aliased: [] });
  });

  it('observes drift in a file that is refused for its columns, and in no other', () => {
    const strict = planFixture([id, textColumn('note')], {}, { new_column: 'reject' });

    const refusedForMissing = judged('note\na\n');
    const refusedForUnknown = judged('id,note,extra\n1,a,b\n', strict);
    const refusedForQuotes = judged('id,extra\n1,"');

    expect(refusedForMissing).toMatchObject({ verdict: { reason: 'missing-column' }, drift: { missing: ['id'] } });
    expect(refusedForUnknown).toMatchObject({ verdict: { reason: 'unknown-column' }, drift: { unknown: ['extra'] } });
    expect(refusedForQuotes).toMatchObject({ verdict: { reason: 'unclosed-quote' }, drift: null });
  });
});

describe('the judge of any format', () => {
  /** Its last four bytes say how long the footer before them is; the footer is a header. */
  const FOOTED: FileFormat = {
    first: { from: 'end', bytes: 8 },
    read({ bytes, sizeBytes }) {
      const length = Number(Buffer.from(bytes.subarray(-4)).toString());
      if (length + 4 > sizeBytes) return refuse('not-text', 'the footer is longer than the file');
      if (length + 4 > bytes.length) return { kind: 'need-more', range: { from: 'end', bytes: length + 4 } };
      const header = Buffer.from(bytes.subarray(-4 - length, -4))
        .toString()
        .split(',');
      const match = { columns: [0, 1], unknown: [], missing: [], aliased: [] };
      return { kind: 'read', header, match, records: [], complete: false };
    },
  };

  it('reads from the end where the format says so', () => {
    const { asked, verdict } = fed(judgeBy(FOOTED, { plan }), Buffer.from(`${'data'.repeat(1000)}id,note0007`));

    expect(asked).toEqual([
      { from: 'end', bytes: 8 },
      { from: 'end', bytes: 11 },
    ]);
    expect(verdict.kind).toBe('accepted');
  });

  it('knows the size of the file', () => {
    expect(fed(judgeBy(FOOTED, { plan }), Buffer.from('id,note0999')).verdict).toMatchObject({ kind: 'refused' });
  });

  it('does not judge a format that this version does not know', () => {
    const strange = { ...plan, source: { ...plan.source, format: 'parquet' } } as unknown as Plan;

    expect(() => judgeFile({ plan: strange })).toThrow(
      expect.objectContaining({
        code: 'SLC4001',
        message: 'the plan has the format "parquet", which the reader does not know',
      }),
    );
  });
});
