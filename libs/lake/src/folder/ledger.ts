import { existsSync } from 'node:fs';
import type { Ledger } from '@sluice/control-plane';
import { createFolderLedger, ledgerPath, openLedgerFile } from '@sluice/control-plane/folder';
import { LakeError } from '../errors.ts';
import type { Lake } from './layout.ts';

/** The ledger of a lake on folders, open for reading. */
export interface FolderLedger {
  readonly ledger: Ledger;
  /** Datasets that the ledger knows a file or a batch of, in the order of their names. */
  datasets(): readonly string[];
  close(): void;
}

/** Opens the ledger of a lake for whoever only looks. */
export function openFolderLedger(lake: Lake): FolderLedger {
  const path = ledgerPath(lake);
  if (!existsSync(path)) throw new LakeError('SLC8004', 'the lake has no ledger', { file: lake.root });
  const file = openLedgerFile(path, { readOnly: true });
  return {
    ledger: createFolderLedger(file),
    datasets: () =>
      file
        .all<{ readonly dataset: string }>('SELECT dataset FROM file UNION SELECT dataset FROM batch ORDER BY dataset')
        .map(({ dataset }) => dataset),
    close: () => file.close(),
  };
}
