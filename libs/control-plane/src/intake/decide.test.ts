import type { Plan } from '@sluice/protocol';
import { expect, test } from 'vitest';
import { type Candidate, decideByContent, decideByName } from './decide.ts';

const plan = { source: { suffix: '.csv', max_bytes: 100 } } as Plan;
const file: Candidate = { key: 'incoming/flights/a.csv', sizeBytes: 10, standing: 'first' };

test.each<[string, Partial<Candidate>, 'active' | 'deprecated' | 'retired', string | undefined]>([
  ['a usual file', {}, 'active', undefined],
  ['a file of a deprecated dataset', {}, 'deprecated', undefined],
  ['a file of the largest size', { sizeBytes: 100 }, 'active', undefined],
  ['a byte more', { sizeBytes: 101 }, 'active', 'QUARANTINED too-large'],
  ['no bytes', { sizeBytes: 0 }, 'active', 'IGNORED empty'],
  ['another suffix', { key: 'incoming/flights/a.CSV' }, 'active', 'IGNORED suffix'],
  ['a folder marker', { key: 'incoming/flights/2013/', sizeBytes: 0 }, 'active', 'IGNORED folder-marker'],
  ['a later version', { standing: 'later' }, 'active', 'QUARANTINED key-overwritten'],
  ['an older version', { standing: 'stale' }, 'active', 'IGNORED stale'],
  ['a later version without bytes', { standing: 'later', sizeBytes: 0 }, 'active', 'QUARANTINED key-overwritten'],
  [
    'a later version of what is no file of the dataset',
    { standing: 'later', key: 'incoming/flights/x.txt' },
    'active',
    'IGNORED suffix',
  ],
  ['anything in a retired dataset', { sizeBytes: 101, standing: 'later' }, 'retired', 'IGNORED contract-retired'],
])('%s', (_, changed, status, expected) => {
  const decision = decideByName({ ...file, ...changed }, { status, plan });

  expect(decision && (decision.to === 'QUEUED' ? 'QUEUED' : `${decision.to} ${decision.reason}`)).toBe(expected);
});

test('a file that is refused keeps the reader’s reason and place; one that is gone says so', () => {
  const refused = decideByContent({
    kind: 'refused',
    reason: 'unclosed-quote',
    code: 'SLC4111',
    detail: 'why',
    at: { line: 3, offset: 9 },
  });

  expect(refused).toEqual({
    to: 'QUARANTINED',
    reason: 'unclosed-quote',
    detail: 'why',
    place: { line: 3, offset: 9 },
  });
  expect(decideByContent({ kind: 'gone' })).toMatchObject({ to: 'QUARANTINED', reason: 'key-missing' });
});
