import { describe, expect, it } from 'vitest';
import { LakeError } from '../errors.ts';
import { targetFailure } from './failures.ts';

const failure = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });
const answered = (status?: number) => ({ $metadata: status === undefined ? {} : { httpStatusCode: status } });

describe('a request to a target that failed', () => {
  it.each<[what: string, thrown: Error, kind: 'local' | 'aws', code: string, message: string]>([
    ['no credentials', failure('CredentialsProviderError', 'Could not load'), 'aws', 'SLC8031', 'Could not load'],
    ['a token that is over', failure('ExpiredToken', 'expired\nmore', answered(403)), 'aws', 'SLC8031', 'expired'],
    ['a key of nobody', failure('InvalidAccessKeyId', 'x', answered(403)), 'aws', 'SLC8031', 'x'],
    ['a wrong signature', failure('SignatureDoesNotMatch', 'x', answered(403)), 'local', 'SLC8031', 'x'],
    ['no region', failure('Error', 'Region is missing'), 'aws', 'SLC8031', 'Region is missing'],
    [
      'a local lake that was stopped',
      failure('Error', 'connect', { code: 'ECONNREFUSED' }),
      'local',
      'SLC8030',
      'the local lake does not answer any more',
    ],
    [
      'no network',
      failure('Error', 'getaddrinfo ENOTFOUND sts', { code: 'ENOTFOUND' }),
      'aws',
      'SLC8031',
      'AWS does not answer: getaddrinfo ENOTFOUND sts',
    ],
    ['a time-out without a word', failure('TimeoutError', ''), 'aws', 'SLC8031', 'AWS does not answer: TimeoutError'],
    [
      'a refusal',
      failure('AccessDeniedException', 'not authorised\nfor x', answered(403)),
      'aws',
      'SLC8034',
      'AccessDeniedException (403): not authorised',
    ],
    ['a refusal without a number', failure('Throttling', 'slow', answered()), 'aws', 'SLC8034', 'Throttling: slow'],
  ])('for %s', (_, thrown, kind, code, message) => {
    expect(targetFailure(thrown, kind)).toMatchObject({ code, message, cause: thrown });
  });

  it.each([
    ['an error with a code of ours', new LakeError('SLC8035', 'there is no batch x')],
    ['a defect of the program', new TypeError('x is undefined')],
    ['what is no error', 'text'],
  ])('stays what it is: %s', (_, thrown) => {
    expect(targetFailure(thrown, 'aws')).toBe(thrown);
  });
});
