import { createMemoryLedger } from '@sluice/control-plane';
import type { Target } from '@sluice/lake';
import { memoryTarget, objectVersion, refused } from '@sluice/lake/testing';
import { keptSession, keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { discardCommandOf, releaseCommandOf } from './act.ts';
import type { QuarantineOptions } from './options.ts';

/** A lake with one refused file, and what a command did to it and said. */
async function lake(reason = 'missing-column') {
  const ledger = createMemoryLedger();
  const file = await refused(ledger, objectVersion(), reason);
  const SLUICE_CONFIG = JSON.stringify({ datasetId: 'sales', queueUrl: 'http://q', contractVersion: '1.2.0' });
  const lambda = { send: async () => ({ Environment: { Variables: { SLUICE_CONFIG } } }) };
  const target = { ...memoryTarget(ledger), lambda } as unknown as Target;
  const run = async (command: typeof discardCommandOf, keys: readonly string[], options: QuarantineOptions) => {
    const kept = keptTerminal();
    const session = keptSession(kept.terminal);
    await command(session, target, keys, options);
    return { status: session.exitCode, out: kept.out(), err: kept.err(), state: (await ledger.file(file))?.state };
  };
  return { run, target };
}

describe('a refused file', () => {
  it('is discarded after its plan was shown', async () => {
    const { run } = await lake();

    const { status, out, err, state } = await run(discardCommandOf, ['a.csv'], { yes: true });

    expect({ status, state }).toEqual({ status: 0, state: 'DISCARDED' });
    expect(err).toContain('Discard 1 file');
    expect(err).toContain('sales 1.0.0');
    expect(err).toContain('This is for good');
    expect(out).toBe('  ✓ 1 file given up  npx sluice explain incoming/sales/a.csv\n');
  });

  it('that can only be refused again is said to be so, and nothing is done without an agreement', async () => {
    const { run, target } = await lake('key-overwritten');

    const { status, out, state } = await run(releaseCommandOf, ['a.csv'], { json: true });

    expect({ status, state }).toEqual({ status: 2, state: 'QUARANTINED' });
    expect(JSON.parse(out)).toMatchObject({ ok: false, carriedOut: false, plan: { action: 'release' } });
    const kept = keptTerminal();
    await expect(releaseCommandOf(keptSession(kept.terminal), target, ['a.csv'], {})).rejects.toMatchObject({
      code: 'SLC8036',
    });
    expect(kept.err()).toContain('Of a key the version seen first is kept');
    expect(kept.err()).toContain('as it is deployed now: sales 1.2.0.');
  });

  it('that is not there any more is no failure of a list, but one of a key', async () => {
    const { run } = await lake();
    await run(discardCommandOf, ['a.csv'], { yes: true });

    expect(await run(discardCommandOf, [], { dataset: 'sales', yes: true })).toMatchObject({
      status: 0,
      out: '  ✓ No file is meant: there is nothing to discard\n',
    });
    expect(await run(discardCommandOf, ['a.csv'], { yes: true })).toMatchObject({
      status: 1,
      out: '  ✗ incoming/sales/a.csv is DISCARDED: there is nothing to discard\n',
    });
    const { status, out } = await run(discardCommandOf, ['a.csv'], { json: true });
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, done: 0, leftOut: [{ key: 'incoming/sales/a.csv' }] });
  });
});
