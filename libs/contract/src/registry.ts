import { join } from 'node:path';
import { ContractError } from './contract-error.ts';
import { LOAD_ERRORS } from './errors.ts';
import { contractPath, loadContract, readSource } from './load.ts';
import { checkRegistry } from './meta-schema.ts';
import type { Contract } from './model.ts';
import { nearest } from './nearest.ts';
import type { Position } from './source-text.ts';

/** `contracts/registry.json`: the datasets that exist. */
export interface Registry {
  readonly file: string;
  readonly datasets: readonly string[];
  at(pointer: string): Position;
}

/** The path of the registry under the root of the repository. */
export function registryPath(root: string): string {
  return join(root, 'contracts', 'registry.json');
}

/** Loads the registry. @throws ContractError with line and column */
export function loadRegistry(root: string): Registry {
  const source = readSource(registryPath(root));
  const findings = checkRegistry(source);
  if (findings.length > 0) throw ContractError.of(LOAD_ERRORS.registry, findings);
  const { datasets } = source.value as { readonly datasets: readonly string[] };
  return { file: source.file, datasets, at: (pointer) => source.at(pointer) };
}

/** Loads the contract of a registered dataset. @throws ContractError SLC2007 for a name that is not registered */
export function loadDataset(root: string, dataset: string): Contract {
  const { datasets, file } = loadRegistry(root);
  if (datasets.includes(dataset)) return loadContract(contractPath(root, dataset));
  const guess = nearest(dataset, datasets);
  const hint = guess === undefined ? '' : `; did you mean "${guess}"?`;
  const known = datasets.length === 0 ? 'none is registered' : `registered are ${datasets.join(', ')}`;
  throw new ContractError(LOAD_ERRORS.unknownDataset, `"${dataset}" is no dataset: ${known}${hint}`, { file });
}
