import { createMemoryLedger } from '@sluice/control-plane';
import { chosenDatasets, deployedDatasets, LakeError, targetFailure, targetTitle } from '@sluice/lake';
import { memoryTarget } from '@sluice/lake/testing';
import { keptSession, keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from './command-line.ts';

const failure = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

describe('what a request fails with', () => {
  it.each([
    [failure('CredentialsProviderError', 'Could not load credentials'), 'aws', 'SLC8031'],
    [
      failure('ExpiredTokenException', 'The token has expired', { $metadata: { httpStatusCode: 403 } }),
      'aws',
      'SLC8031',
    ],
    [failure('Error', 'Region is missing'), 'aws', 'SLC8031'],
    [failure('Error', 'connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' }), 'local', 'SLC8030'],
    [failure('TimeoutError', 'getaddrinfo ENOTFOUND', { code: 'ENOTFOUND' }), 'aws', 'SLC8031'],
    [failure('AccessDeniedException', 'not authorized', { $metadata: { httpStatusCode: 400 } }), 'aws', 'SLC8034'],
    [new LakeError('SLC8035', 'unknown'), 'aws', 'SLC8035'],
  ] as const)('%s on %s is %s', (error, kind, code) => {
    expect(targetFailure(error, kind)).toMatchObject({ code });
  });

  it('is left alone when it is no answer of a service: a defect stays one', () => {
    const error = new TypeError('x is undefined');

    expect(targetFailure(error, 'aws')).toBe(error);
  });
});

describe('a target', () => {
  it('is named with account and region, and with what is not usual', () => {
    expect(targetTitle(memoryTarget())).toBe('local lake · account 000000000000 · us-east-1');
    expect(targetTitle({ kind: 'aws', lake: 'lab', account: '1', region: 'eu', endpoint: 'http://x' })).toBe(
      'AWS at http://x · lab · account 1 · eu',
    );
  });

  it('has the datasets whose queue is there, and nothing that only looks like one', async () => {
    const target = memoryTarget(createMemoryLedger(), ['sales', 'UPPER', 'a-b']);

    expect(await deployedDatasets(target)).toEqual(['sales']);
    expect(await chosenDatasets(target, 'sales')).toEqual(['sales']);
    await expect(chosenDatasets(target, 'other')).rejects.toMatchObject({
      code: 'SLC8033',
      message: '"other" is not deployed; deployed is sales',
    });
  });

  it.each([
    ['status'],
    ['put', 'x.csv', 'sales'],
    ['quarantine', 'ls'],
    ['drift'],
    ['dlq', 'ls'],
    ['explain', 'a.csv'],
    ['dispatch', '--now'],
  ])('that is not there is said with the way out: %s', async (...words) => {
    const kept = keptTerminal();
    const session = { ...keptSession(kept.terminal), environment: { SLUICE_HOME: '/nowhere' } };

    expect(await runCommandLine(words, session)).toBe(3);
    expect(kept.err()).toContain('SLC8030');
    expect(kept.err()).toContain('npx sluice local up');
  });
});
