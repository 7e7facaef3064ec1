import { expect, it } from 'vitest';
import { memoryTarget } from '../testing.fixture.ts';
import { clientOptions } from './clients.ts';
import { targetDocument, targetTitle } from './target.ts';

const PLACE = { lake: 'sluice', account: '1', region: 'r' } as const;

it.each([
  [{ ...PLACE, kind: 'local', endpoint: 'http://127.0.0.1:1' }, 'local lake · account 1 · r'],
  [{ ...PLACE, kind: 'aws' }, 'AWS · account 1 · r'],
  [{ ...PLACE, kind: 'aws', lake: 'other' }, 'AWS · other · account 1 · r'],
  [{ ...PLACE, kind: 'aws', endpoint: 'http://x' }, 'AWS at http://x · account 1 · r'],
] as const)('a target is named as people know it: %j', (place, title) => {
  expect(targetTitle(place)).toBe(title);
});

it('a document names a target, and nothing that only this machine knows', () => {
  expect(targetDocument(memoryTarget())).toEqual({
    kind: 'local',
    lake: 'sluice',
    account: '000000000000',
    region: 'us-east-1',
  });
});

it('clients of the local lake have its address and credentials that open nothing; those of AWS have their own', () => {
  const options = { region: 'r', endpoint: 'http://127.0.0.1:1' };

  expect(clientOptions({ ...options, kind: 'local' })).toEqual({
    ...options,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  expect(clientOptions({ ...options, kind: 'aws' })).toEqual({ region: 'r' });
});
