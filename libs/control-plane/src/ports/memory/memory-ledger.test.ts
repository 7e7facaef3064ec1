import { describe, expect, test } from 'vitest';
import { ledgerContract } from '../../ledger/ledger-contract.ts';
import { at, objectVersion } from '../../ledger/testing/records.ts';
import { moveFile } from '../../transitions.ts';
import type { LedgerMoment } from './memory-calls.ts';
import { createMemoryLedger } from './memory-ledger.ts';

ledgerContract('the ledger in memory', async () => createMemoryLedger());

describe('the ledger in memory can crash', () => {
  const crashing = (moment: LedgerMoment) => {
    let crashes = 1;
    return createMemoryLedger({
      onCall: (now) => {
        if (now === moment && crashes-- > 0) throw new Error('crash');
      },
    });
  };

  test('before a write: nothing has happened', async () => {
    const ledger = crashing('before receive');

    await expect(ledger.receive(objectVersion('flights'), at(1))).rejects.toThrow('crash');

    expect(await ledger.receive(objectVersion('flights'), at(2))).toMatchObject({ kind: 'new' });
  });

  test('after a write: everything has', async () => {
    const ledger = crashing('after moveFile');
    const object = objectVersion('flights');
    await ledger.receive(object, at(1));
    const step = moveFile(object, ['RECEIVED', 'IGNORED'], { at: at(2), actor: 'intake' });

    await expect(ledger.moveFile(step)).rejects.toThrow('crash');

    expect(await ledger.moveFile(step)).toMatchObject({ kind: 'done', item: { state: 'IGNORED', revision: 2 } });
  });
});
