import { keptSession, keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { lineOf, runDemoLine } from './demo-line.ts';

async function said(...words: string[]) {
  const { terminal, out, err } = keptTerminal();
  const status = await runDemoLine(words, keptSession(terminal));
  return { status, out: out(), err: err() };
}

describe('the line of the demo', () => {
  it('knows its options', () => {
    expect(lineOf(['--days', '24', '--json', '--down'])).toEqual({ days: 24, json: true, down: true });
    expect(lineOf([])).toEqual({});
  });

  it.each([['--day'], ['--days', '1'], ['--days', 'all'], ['--days', '367'], ['flights']])(
    'refuses %s %s with a code and exit 2',
    async (...words) => {
      const { status, out, err } = await said(...words);

      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).toMatch(/^✗ SLC8001 {2}\S[\s\S]*\n {2}why {4}\S[\s\S]*\n {2}fix {4}\S/);
    },
  );

  it('says a failure as a document to a program', async () => {
    const { status, out, err } = await said('--json', '--days', '0');

    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: 'SLC8001' } });
    expect({ status, err }).toEqual({ status: 2, err: '' });
  });

  it('shows its help, and starts nothing', async () => {
    expect(await said('--help')).toMatchObject({ status: 0, out: expect.stringContaining('--days <n>') });
  });
});
