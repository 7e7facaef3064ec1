import {
  type CheckedContracts,
  checkContracts,
  hasError,
  lintContract,
  loadDataset,
  loadRegistry,
} from '@sluice/contract';
import { checkGenerated, writeGenerated } from './generate.ts';
import { checkRetention, writeRetention } from './retention.ts';

/**
 * Checks contracts with all that they generate: a contract with errors generates nothing, so its files are not asked.
 * Like the registry, what ties all datasets together is looked at when all of them are.
 */
export async function checkGeneratedContracts(root: string, ids: readonly string[]): Promise<CheckedContracts> {
  const { findings, checked } = await checkContracts(root, ids, async (contract) => {
    const lint = lintContract(contract);
    return hasError(lint) ? lint : [...lint, ...(await checkGenerated(contract))];
  });
  return { findings: ids.length === 0 ? [...findings, ...checkRetention(root)] : findings, checked };
}

/** What was generated. */
export interface GeneratedContracts {
  /** Names of the files that changed, by dataset. */
  readonly written: Readonly<Record<string, readonly string[]>>;
  /** The summary of retentions changed. */
  readonly retention: boolean;
}

/** Writes the generated files of the contracts that are named, or of all. */
export async function generateContracts(root: string, ids: readonly string[]): Promise<GeneratedContracts> {
  const written: Record<string, readonly string[]> = {};
  for (const id of ids.length === 0 ? loadRegistry(root).datasets : ids)
    written[id] = await writeGenerated(loadDataset(root, id));
  return { written, retention: writeRetention(root) };
}
