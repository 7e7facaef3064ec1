import type { PlanColumn, PlanDrift } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { readFileHead } from './csv/read-file-head.ts';
import { judgeSample } from './judge-sample.ts';
import { readAll } from './read-all.ts';
import { planFixture, textColumn } from './testing.fixture.ts';

const id: PlanColumn = { ...textColumn('id'), type: 'int', nullable: false };
const name: PlanColumn = { ...textColumn('name'), headers: ['name', 'nombre'] };
const columns = [id, name, textColumn('note')];

function judged(
  text: string,
  { complete = true, drift = {} }: { complete?: boolean; drift?: Partial<PlanDrift> } = {},
) {
  const plan = planFixture(columns, {}, drift);
  const read = readFileHead(Buffer.from(text), { plan, complete });
  if (read.kind === 'need-more') throw new Error('the header does not end');
  return judgeSample(read, plan);
}

describe('judgeSample', () => {
  it('accepts a file with a bad row, and counts reasons and drift', () => {
    const admission = judged('id,nombre,extra\n1,a,\nx,b,\n,c,\n2\n');

    expect(admission).toEqual({
      kind: 'accepted',
      sample: {
        records: 4,
        accepted: 1,
        rejected: 3,
        reasons: { 'type:id': 1, 'required:id': 1, shape: 1 },
        complete: true,
      },
      drift: {
        unknown: ['extra'],
        missing: ['note'],
        aliased: [{ column: 'name', header: 'nombre' }],
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  it('refuses a file of which no sampled record is good', () => {
    expect(judged('id,name,note\n\nx,a,\ny,b,\n')).toMatchObject({
      kind: 'refused',
      reason: 'no-valid-row',
      code: 'SLC4119',
      detail: '2 of 2 records rejected (type:id 2)',
      at: { line: 3, offset: 14 },
    });
  });

  it('accepts a file head in which no record could be judged', () => {
    expect(judged('id,name,note\n1', { complete: false })).toMatchObject({ kind: 'accepted', sample: { records: 0 } });
  });

  it('refuses at the first bad row when the contract says so', () => {
    const drift = { bad_value: 'reject_file' } as const;

    expect(judged('id,name,note\n1,a,\nx,b,\n', { drift, complete: false })).toMatchObject({
      reason: 'bad-value',
      detail: '1 of 2 records rejected (type:id 1)',
      at: { line: 3 },
    });
  });

  it('judges the share of bad rows only when it knows all of them', () => {
    const drift = { max_bad_ratio: 0.5 };
    const text = 'id,name,note\n1,a,\nx,b,\ny,c,\n';

    expect(judged(text, { drift })).toMatchObject({
      reason: 'bad-ratio',
      detail: '2 of 3 records rejected (type:id 2); the contract allows 0.5',
    });
    expect(judged(text, { drift, complete: false })).toMatchObject({ kind: 'accepted' });
  });

  it('names the columns that are missing and those that are there', () => {
    expect(judged('ID,name\n1,a\n')).toEqual({
      kind: 'refused',
      reason: 'missing-column',
      code: 'SLC4116',
      detail: 'no header for "id"; the file has "ID", "name"',
      at: { line: 1, offset: 0 },
    });
  });

  it('names headers that the contract does not know, cut when they are long', () => {
    const header = ['id', 'x'.repeat(100), ...Array.from({ length: 9 }, (_, at) => `n${at}`)].join(',');

    expect(judged(`${header}\n${'1,'.repeat(10)}1\n`, { drift: { new_column: 'reject' } })).toMatchObject({
      reason: 'unknown-column',
      detail: `no column is read from "${'x'.repeat(57)}...", "n0", "n1", "n2", "n3", "n4", "n5", "n6" and 2 more`,
    });
  });

  it('gives files with the same header the same fingerprint', () => {
    const plan = planFixture(columns);
    const fingerprint = (text: string) => {
      const admission = judgeSample(readAll(Buffer.from(text), { plan }), plan);
      return admission.kind === 'accepted' ? admission.drift.fingerprint : admission;
    };

    expect(fingerprint('id,name,note\n1,,\n')).toBe(fingerprint('\ufeff"id","name","note"\r\n2,,\r\n'));
    expect(fingerprint('id,note,name\n1,,\n')).not.toBe(fingerprint('id,name,note\n1,,\n'));
  });

  it('rejects a text that is too long for the folder of its partition', () => {
    const plan = {
      ...planFixture(columns),
      partition: [{ name: 'n', column: 'name', transform: 'identity' as const, pad: 0 }],
    };
    const names = ['x'.repeat(253), 'x'.repeat(254), '%'.repeat(84), '%'.repeat(85), 'é'.repeat(126), 'é'.repeat(127)];
    const text = ['id,name', ...names.map((cell) => `1,${cell}`)].join('\n');
    const read = readAll(Buffer.from(text), { plan });

    const tooLong = ['length:name'];
    expect(read.kind === 'read' && read.records.map(({ reasons }) => reasons)).toEqual([
      [],
      tooLong,
      [],
      tooLong,
      [],
      tooLong,
    ]);
  });
});
