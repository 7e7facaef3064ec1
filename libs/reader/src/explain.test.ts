import type { PlanColumn } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { explainRecord } from './explain.ts';
import { planFixture, textColumn } from './testing.fixture.ts';

const id: PlanColumn = { ...textColumn('id'), type: 'int', nullable: false };
const plan = planFixture([id, textColumn('note')]);
const file = Buffer.from('id,note\n1,"é\n2"\n\nx,y\n3\n');

describe('explainRecord', () => {
  it('finds the line of a record behind quoted line ends and blank lines', () => {
    expect(explainRecord(file, 1, { plan })).toEqual({
      line: 5,
      offset: 18,
      verdict: { index: 1, line: 5, offset: 18, reasons: ['type:id'], row: null, rescued: null },
      cells: [
        { header: 'id', text: 'x' },
        { header: 'note', text: 'y' },
      ],
    });
  });

  it('shows the cells of a record of the wrong shape by number', () => {
    expect(explainRecord(file, 2, { plan })).toMatchObject({
      line: 6,
      verdict: { reasons: ['shape'] },
      cells: [{ header: '#1', text: '3' }],
    });
  });

  it('counts from the first record that begins behind the start of a split', () => {
    const at = (splitStart: number, index: number) => {
      const found = explainRecord(Buffer.from('id,note\n1,a\n2,b\n3,c\n'), index, { plan, splitStart });
      return found && 'cells' in found ? found.cells[0]?.text : found;
    };

    expect([at(0, 0), at(9, 0), at(12, 0), at(13, 0), at(9, 1)]).toEqual(['1', '2', '3', '3', '3']);
    expect(at(16, 0)).toBeUndefined();
  });

  it('knows when there is no such record', () => {
    expect(explainRecord(file, 3, { plan })).toBeUndefined();
  });

  it('passes on why the file cannot be read', () => {
    expect(explainRecord(Buffer.from('x\n1\n'), 0, { plan })).toMatchObject({
      kind: 'refused',
      reason: 'missing-column',
    });
  });
});
