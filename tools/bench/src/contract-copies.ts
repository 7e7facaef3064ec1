import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeGenerated, writeRetention } from '@sluice/codegen';
import { contractPath, loadContract } from '@sluice/contract';

/** Fields of `x-dataset` that a copy has otherwise. */
export type DatasetEdit = Readonly<Record<string, unknown>>;

/** The id of the n-th copy, counted from 1. */
const copyId = (n: number): string => `copy_${n}`;

/**
 * Writes a folder whose `contracts/` holds so many copies of the flights contract and nothing else, everything
 * generated. It can be deployed by the platform's context `project`.
 *
 * @returns the ids of the datasets
 */
export async function writeCopies(
  root: string,
  folder: string,
  count: number,
  edit: DatasetEdit = {},
): Promise<readonly string[]> {
  rmSync(folder, { recursive: true, force: true });
  // In the registry's order, which is that of the alphabet.
  const ids = Array.from({ length: count }, (_, index) => copyId(index + 1)).sort();
  mkdirSync(join(folder, 'contracts'), { recursive: true });
  const registry = { $schema: './registry.schema.json', datasets: ids };
  writeFileSync(join(folder, 'contracts/registry.json'), `${JSON.stringify(registry, null, 2)}\n`);
  const text = readFileSync(contractPath(root, 'flights'), 'utf8');
  for (const id of ids) {
    mkdirSync(join(folder, 'contracts', id));
    const contract = JSON.parse(text) as { $id: string; 'x-dataset': Record<string, unknown> };
    Object.assign(contract['x-dataset'], edit, { id, queries: [] });
    contract.$id = contract.$id.replace(/flights$/, id);
    writeFileSync(contractPath(folder, id), `${JSON.stringify(contract, null, 2)}\n`);
    await writeGenerated(loadContract(contractPath(folder, id)));
  }
  writeRetention(folder);
  return ids;
}

/** Changes one copy as somebody would who lets a batch wait a second longer, and generates again. */
export async function editCopy(folder: string, id: string): Promise<void> {
  const file = contractPath(folder, id);
  const contract = JSON.parse(readFileSync(file, 'utf8')) as { 'x-dataset': { batch: { maxWaitSeconds: number } } };
  contract['x-dataset'].batch.maxWaitSeconds += 1;
  writeFileSync(file, `${JSON.stringify(contract, null, 2)}\n`);
  await writeGenerated(loadContract(file));
}
