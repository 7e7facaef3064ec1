import { compareFindings, type Finding } from './finding.ts';
import { lintContract, lintRegistry } from './lint.ts';
import { contractPath, readContract } from './load.ts';
import type { Contract } from './model.ts';
import { loadDataset, loadRegistry } from './registry.ts';

/** What is wrong with contracts. */
export interface CheckedContracts {
  /** By place; each once. */
  readonly findings: readonly Finding[];
  /** How many contracts were looked at. */
  readonly checked: number;
}

/**
 * Checks the contracts of a repository: those that are named, or all and the registry too. Every contract is looked at,
 * whatever is wrong with another.
 *
 * @throws ContractError SLC2007 for a name that is not registered: wrong use, not a finding
 */
export async function checkContracts(
  root: string,
  ids: readonly string[],
  check: (contract: Contract) => Promise<readonly Finding[]> = async (contract) => lintContract(contract),
): Promise<CheckedContracts> {
  const registry = loadRegistry(root);
  const wanted = ids.length === 0 ? registry.datasets : ids;
  const findings: Finding[] = ids.length === 0 ? [...lintRegistry(root, registry)] : [];
  for (const id of wanted) {
    if (!registry.datasets.includes(id)) loadDataset(root, id);
    const read = readContract(contractPath(root, id));
    findings.push(...read.findings);
    if (read.contract !== undefined) findings.push(...(await check(read.contract)));
  }
  return { findings: unique(findings).sort(compareFindings), checked: wanted.length };
}

/** Whether any of them refuses its contract. */
export function hasError(findings: readonly Pick<Finding, 'severity'>[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Reading and linting may both tell of one thing. */
function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
