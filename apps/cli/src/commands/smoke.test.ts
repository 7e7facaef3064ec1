import { keptSession, keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../terminal/command-line.ts';

async function smoke(...words: readonly string[]): Promise<{ readonly code: number; readonly err: string }> {
  const kept = keptTerminal();
  // A folder lake is named by the environment too: it must not be asked instead.
  const environment = { SLUICE_HOME: '/nowhere', SLUICE_LAKE: '/some/lake' };
  const code = await runCommandLine(['smoke', 'sales', ...words], { ...keptSession(kept.terminal), environment });
  return { code, err: kept.err() };
}

describe('sluice smoke --local', () => {
  it('ends with 2 when no local lake runs, and says how one is started', async () => {
    const { code, err } = await smoke('--local');

    expect(code).toBe(2);
    expect(err).toContain('SLC8042');
    expect(err).toContain('no local lake runs on this machine');
    expect(err).toContain('npm run up');
  });

  it.each([
    [['--aws'], '--local and --aws exclude each other'],
    [['--lake', '/some/lake'], '--local and a folder exclude each other'],
  ])('goes with no other lake: %j', async (more, message) => {
    const { code, err } = await smoke('--local', ...more);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
