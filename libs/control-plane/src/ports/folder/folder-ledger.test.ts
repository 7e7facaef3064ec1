import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ledgerContract } from '../../ledger/ledger-contract.ts';
import { all, at, objectVersion, ownDataset } from '../../ledger/testing/records.ts';
import { calls, everythingOf } from '../../ledger/testing/same-answers.ts';
import { moveFile } from '../../transitions.ts';
import { createMemoryLedger } from '../memory/memory-ledger.ts';
import { createFolderLedger } from './folder-ledger.ts';
import { ledgerPath, openLedgerFile } from './ledger-file.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-ledger-'));
const files = [openLedgerFile(ledgerPath({ root }))];
const another = () => {
  const file = openLedgerFile(ledgerPath({ root }));
  files.push(file);
  return createFolderLedger(file);
};
afterAll(() => {
  for (const file of files) file.close();
  rmSync(root, { recursive: true, force: true });
});

ledgerContract('the ledger on folders', async () => another());

test('any sequence of calls gives the same answers as in memory', async () => {
  const property = fc.asyncProperty(calls, async (sequence) => {
    const datasetId = ownDataset();
    const [folder, memory] = [another(), createMemoryLedger()];
    for (const [n, { name, run }] of sequence.entries()) {
      const answer = await run(folder, datasetId, at(n));
      expect(answer, `answer ${n} to ${name}`).toEqual(await run(memory, datasetId, at(n)));
    }
    expect(await everythingOf(folder, datasetId)).toEqual(await everythingOf(memory, datasetId));
    files.pop()?.close();
  });
  await fc.assert(property, { numRuns: 60 });
});

test('two connections see each other’s changes, and one alone takes a step', async () => {
  const [one, two] = [another(), another()];
  const object = objectVersion(ownDataset());
  await one.receive(object, at(1));
  const steps = [one, two].map((ledger) =>
    ledger.moveFile(moveFile(object, ['RECEIVED', 'QUEUED'], { at: at(2), actor: 'intake' })),
  );

  expect((await Promise.all(steps)).map(({ kind }) => kind).sort()).toEqual(['done', 'lost']);
  expect((await two.file(object))?.revision).toBe(2);
});

test('listings of more than a page are whole and in order', async () => {
  const [ledger, datasetId] = [another(), ownDataset()];
  for (let n = 0; n < 1_203; n += 1) {
    const object = objectVersion(datasetId, { key: `incoming/${datasetId}/${n}.csv` });
    await ledger.receive(object, at(n));
    const to = n % 2 === 0 ? ('QUEUED' as const) : ('QUARANTINED' as const);
    await ledger.moveFile(moveFile(object, ['RECEIVED', to], { at: at(n), actor: 'intake' }));
  }

  const waiting = (await ledger.pending(datasetId, 10_000)).map(({ queuedAt }) => queuedAt);
  expect(waiting).toHaveLength(602);
  expect(waiting).toEqual([...waiting].sort());
  expect(await all(ledger.quarantined(datasetId))).toHaveLength(601);
  expect(new Set((await all(ledger.filesOf(datasetId))).map(({ key }) => key)).size).toBe(1_203);
});

describe('a file that is no ledger', () => {
  const damaged = (name: string, content: string | Buffer) => {
    const path = join(root, name);
    writeFileSync(path, content);
    return path;
  };

  test('is refused', () => {
    expect(() => openLedgerFile(damaged('text.db', 'no database at all, but long enough to look at\n'))).toThrow(
      expect.objectContaining({ code: 'SLC9030' }),
    );
  });

  test('or one of another format, is refused, and not changed', () => {
    const path = join(root, 'other.db');
    const file = openLedgerFile(path);
    file.run('PRAGMA user_version = 7');
    file.close();
    const before = readFileSync(path);

    expect(() => openLedgerFile(path)).toThrow('is of format 7');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('that is not there cannot be read', () => {
    expect(() => openLedgerFile(join(root, 'none.db'), { readOnly: true })).toThrow(
      expect.objectContaining({ code: 'SLC9031' }),
    );
  });
});
