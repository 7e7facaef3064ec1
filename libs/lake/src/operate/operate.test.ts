import { createMemoryLedger, type FileState, type Ledger, moveFile, parseMessage } from '@sluice/control-plane';
import type { FileId } from '@sluice/protocol';
import { describe, expect, test } from 'vitest';
import { releaseMessage } from './intake-queue.ts';
import { discardFiles, releaseFiles } from './operate.ts';

const AT = '2026-01-15T10:00:00.000Z';
const id = (key: string): FileId => ({
  datasetId: 'orders',
  bucket: 'raw',
  key: `incoming/orders/${key}`,
  versionId: 'v',
});

async function ledgerWith(states: Readonly<Record<string, FileState>>): Promise<Ledger> {
  const ledger = createMemoryLedger();
  for (const [key, state] of Object.entries(states)) {
    await ledger.receive({ ...id(key), etag: 'e', sizeBytes: 1, sequencer: '1', eventTime: AT }, AT);
    const change = { reason: 'no-header', detail: 'why', lane: 'x/1', batchId: 'b' };
    if (state !== 'RECEIVED')
      await ledger.moveFile(moveFile(id(key), ['RECEIVED', state], { at: AT, actor: 'intake' }, change));
  }
  return ledger;
}
function operation(ledger: Ledger) {
  const sent: string[] = [];
  const queue = { send: async (files: readonly FileId[]) => void sent.push(...files.map(({ key }) => key)) };
  return { sent, queue, by: { ledger, operator: 'ana', now: () => new Date(AT) } };
}

describe('release', () => {
  test(
    'puts quarantined and ignored files back to RECEIVED, each with its message, in the ' + 'operator’s name',
    async () => {
      const ledger = await ledgerWith({ a: 'QUARANTINED', b: 'IGNORED' });
      const { by, queue, sent } = operation(ledger);

      const results = await releaseFiles(by, queue, [id('a'), id('b')]);

      expect(results.map(({ kind }) => kind)).toEqual(['done', 'done']);
      expect(sent).toEqual(['incoming/orders/a', 'incoming/orders/b']);
      expect(await ledger.file(id('a'))).toMatchObject({
        state: 'RECEIVED',
        reason: null,
        detail: null,
        lane: '',
        batchId: null,
      });
      expect((await ledger.file(id('a')))?.history.at(-1)).toMatchObject({ to: 'RECEIVED', actor: 'operator:ana' });
    },
  );

  test('that was cut off before its message is repeated by the same call', async () => {
    const ledger = await ledgerWith({ a: 'QUARANTINED' });
    const { by, queue, sent } = operation(ledger);
    await expect(releaseFiles(by, { send: () => Promise.reject(new Error('down')) }, [id('a')])).rejects.toThrow(
      'down',
    );

    await releaseFiles(by, queue, [id('a')]);

    expect(sent).toEqual(['incoming/orders/a']);
    expect((await ledger.file(id('a')))?.history).toHaveLength(3);
  });

  test.each(['QUEUED'] as const)('a file that is %s is refused, and the others are released', async (state) => {
    const { by, queue, sent } = operation(await ledgerWith({ a: state, b: 'QUARANTINED' }));

    const results = await releaseFiles(by, queue, [id('a'), id('unknown'), id('b')]);

    expect(results.map((result) => (result.kind === 'refused' ? `${result.state}: ${result.why}` : 'done'))).toEqual([
      'QUEUED: it is QUEUED; only a quarantined or ignored file can be released',
      'null: the ledger does not know it',
      'done',
    ]);
    expect(sent).toEqual(['incoming/orders/b']);
  });

  test('says what intake understands', () => {
    const scope = { datasetId: 'orders', rawBucket: 'raw', incoming: 'incoming/orders/' };

    expect(parseMessage(releaseMessage(id('ñ "x"')), scope)).toEqual({ kind: 'released', id: id('ñ "x"') });
  });
});

test('only quarantined files are discarded, twice is no error, and nothing is sent', async () => {
  const ledger = await ledgerWith({ a: 'QUARANTINED', b: 'IGNORED' });
  const { by } = operation(ledger);

  for (let time = 0; time < 2; time += 1) {
    expect((await discardFiles(by, [id('a'), id('b')])).map(({ kind }) => kind)).toEqual(['done', 'refused']);
  }
  expect((await ledger.file(id('a')))?.state).toBe('DISCARDED');
  expect((await ledger.file(id('a')))?.history.at(-1)).toMatchObject({
    to: 'DISCARDED',
    actor: 'operator:ana',
    reason: 'no-header',
  });
});
