import { at, objectVersion } from '../../../ledger/testing/records.ts';
import { moveFile } from '../../../transitions.ts';
import { createFolderLedger } from '../folder-ledger.ts';
import { openLedgerFile } from '../ledger-file.ts';

// A process that does nothing but change a ledger, two files in each change, until it is killed.
const ledger = createFolderLedger(openLedgerFile(process.argv[2] ?? ''));
for (let n = 0; ; n += 1) {
  const pair = [0, 1].map((half) => objectVersion('flights', { key: `${process.pid}/${n}/${half}` }));
  for (const object of pair) await ledger.receive(object, at(n));
  const step = { at: at(n), actor: 'intake' } as const;
  await ledger.moveFiles(pair.map((object) => moveFile(object, ['RECEIVED', 'QUEUED'], step)));
  if (n === 0) process.send?.('begun');
}
