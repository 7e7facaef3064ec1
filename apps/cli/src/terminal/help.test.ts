import { keptSession, keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from './command-line.ts';

async function said(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  const { terminal, out, err } = keptTerminal();
  const status = await runCommandLine(words, { ...keptSession(terminal), environment: {}, directory: '/' });
  return { status, out: out(), err: err() };
}

describe('help', () => {
  it.each([
    ['sluice', []],
    ['demo', ['demo']],
    ['run', ['run']],
    ['status', ['status']],
    ['put', ['put']],
    ['quarantine', ['quarantine']],
    ['quarantine-ls', ['quarantine', 'ls']],
    ['quarantine-show', ['quarantine', 'show']],
    ['quarantine-release', ['quarantine', 'release']],
    ['quarantine-discard', ['quarantine', 'discard']],
    ['drift', ['drift']],
    ['dispatch', ['dispatch']],
    ['dlq', ['dlq']],
    ['dlq-ls', ['dlq', 'ls']],
    ['dlq-redrive', ['dlq', 'redrive']],
    ['verify', ['verify']],
    ['query', ['query']],
    ['smoke', ['smoke']],
    ['contract', ['contract']],
    ['contract-lint', ['contract', 'lint']],
    ['contract-generate', ['contract', 'generate']],
    ['contract-check', ['contract', 'check']],
    ['contract-new', ['contract', 'new']],
    ['explain', ['explain']],
    ['docs', ['docs']],
  ])('of %s is as it was reviewed', async (name, words) => {
    const { status, out, err } = await said(...words, '--help');

    expect({ status, err }).toEqual({ status: 0, err: '' });
    await expect(out).toMatchFileSnapshot(`golden/help-${name}.txt`);
  });

  it('shows every command in one line, in the group of what it is for', async () => {
    const { out } = await said('--help');
    const [, listed = ''] = /\n(Start:\n[\s\S]*?)\nExamples:/.exec(out) ?? [];

    expect(listed.match(/^\w.*:$/gm)).toEqual(['Start:', 'Contracts:', 'Look:', 'Act:', 'Local lake:', 'Reference:']);
    for (const line of listed.split('\n').filter((text) => text.startsWith(' ')))
      expect(line).toMatch(/^ {2}[a-z]+( [[<][^ ]+[\]>])* {2,}\S/);
  });

  it('lists exit codes and examples for every command', async () => {
    const { out } = await said('verify', '--help');

    expect(out).toMatch(/Examples:\n {2}npx sluice verify /);
    expect(out).toMatch(/Exit codes:\n {2}0 {4}all is well\n {2}1 {4}an equation does not hold\n/);
  });
});

describe('explain', () => {
  it('knows codes of every part of Sluice, whatever the case', async () => {
    for (const code of [
      'SLC1001',
      'slc2001',
      'SLC3001',
      'SLC4101',
      'SLC5100',
      'SLC6001',
      'SLC7001',
      'SLC8010',
      'SLC8101',
      'SLC9001',
      'SLC9501',
    ]) {
      expect((await said('explain', code)).out).toContain(code.toUpperCase());
    }
  });

  it.each(['missing-column', 'range:month', 'duplicate', 'key-overwritten', 'contract-retired', 'stale'])(
    'knows the reason %s',
    async (reason) => {
      const { status, out } = await said('explain', reason);

      expect(status).toBe(0);
      expect(out).toMatch(/\n {2}why {2}\S.*\n {2}fix {2}\S/);
    },
  );

  it('offers the nearest when it knows nothing', async () => {
    const { status, err } = await said('explain', 'mising-column');

    expect(status).toBe(2);
    expect(err).toContain('Did you mean missing-column?');
  });

  it('lists no code twice', async () => {
    const { codes } = JSON.parse((await said('explain', '--all', '--json')).out) as { codes: { code: string }[] };

    expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length);
  });
});

describe('docs', () => {
  // docs/iam.md needs a synthesis of all stacks: the policies of the checks look at it.
  it('are fresh: the pages are what registries and meta-schema say', async () => {
    expect(await said('docs', '--check', 'errors', 'docs/contract-reference.md')).toMatchObject({ status: 0 });
  });

  it('are named by file or by name', async () => {
    expect(await said('docs', '--check', 'nothing')).toMatchObject({
      status: 2,
      err: expect.stringContaining('There are errors, contract-reference, iam'),
    });
  });
});
