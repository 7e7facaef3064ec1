import { keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { differenceText, driftText } from './present.ts';

const NOW = '2026-01-15T10:00:00.000Z';
const SEEN = {
  datasetId: 'flights',
  fingerprint: 'f2',
  unknown: ['tip'],
  missing: [],
  aliased: [],
  contractVersion: '1.0.0',
  firstSeen: '2026-01-15T09:01:00.000Z',
  lastSeen: '2026-01-15T09:02:00.000Z',
  count: 2,
  exampleKey: 'k2',
};

describe('drift', () => {
  it('is a line for every header: by what it differs, how often, since when', () => {
    expect(driftText([SEEN], NOW, keptTerminal().terminal)).toMatch(
      /\n {2}flights {2}\+ tip .* 2 +59 min ago +58 min ago {2}1\.0\.0 /,
    );
    expect(driftText([], NOW, keptTerminal().terminal)).toContain('No header was seen');
  });

  it('is said in one line, whatever the header holds', () => {
    expect(
      differenceText({
        unknown: ['tip', 'a\nb'],
        missing: ['note'],
        aliased: [{ column: 'amount', header: 'Betrag' }],
      }),
    ).toBe('+ tip, + a\\nb, - note, Betrag read as amount');
  });
});
