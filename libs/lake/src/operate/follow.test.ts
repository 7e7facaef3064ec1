import { createMemoryLedger, moveFile } from '@sluice/control-plane';
import { describe, expect, it } from 'vitest';
import { objectVersion } from '../testing.fixture.ts';
import { follow } from './follow.ts';

const STEP = { at: '2026-01-15T10:00:00.000Z', actor: 'intake' } as const;

describe('a file that is followed', () => {
  it('is told of in every state, once, to one that it does not leave by itself', async () => {
    const ledger = createMemoryLedger();
    const file = objectVersion();
    const seen: string[] = [];
    const onState = ({ state }: { readonly state: string }) => void seen.push(state);
    const { signal } = new AbortController();
    const end = follow({ ledger }, file, { signal, onState, everyMilliseconds: 1 });

    // Its event has not reached the ledger yet: it is waited for.
    await new Promise((resolve) => setTimeout(resolve, 10));
    await ledger.receive(file, STEP.at);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await ledger.moveFile(moveFile(file, ['RECEIVED', 'QUARANTINED'], STEP, { reason: 'empty' }));

    expect(await end).toMatchObject({ state: 'QUARANTINED', reason: 'empty' });
    expect(seen).toEqual(['RECEIVED', 'QUARANTINED']);
  });

  it('is left when the time is over, and when somebody interrupts', async () => {
    const ledger = createMemoryLedger();
    await ledger.receive(objectVersion(), STEP.at);
    const interruption = new AbortController();
    const options = { signal: interruption.signal, onState: () => {}, everyMilliseconds: 1 };

    expect(await follow({ ledger }, objectVersion(), { ...options, timeoutMilliseconds: 5 })).toBeUndefined();
    const end = follow({ ledger }, objectVersion(), options);
    interruption.abort(new Error('Ctrl-C'));
    await expect(end).rejects.toThrow('Ctrl-C');
  });
});
