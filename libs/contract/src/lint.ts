import { lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOAD_ERRORS } from './errors.ts';
import { compareFindings, type Finding } from './finding.ts';
import { CONTRACT_FILE, readContract } from './load.ts';
import type { Contract } from './model.ts';
import { type Registry, registryPath } from './registry.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

/** A rule that is broken in a thousand columns is broken once; nobody reads the rest. */
const MAX_HITS_PER_RULE = 50;

/**
 * Lints a contract: every rule, sorted by place.
 *
 * @example
 * for (const finding of lintContract(loadContract(file))) console.log(findingText(finding));
 */
export function lintContract(contract: Contract, rules: readonly Rule[] = RULES): readonly Finding[] {
  return rules.flatMap((rule) => hitsOf(rule, contract)).sort(compareFindings);
}

/** Reads and lints a contract file. Never throws for what is in the file: what cannot be read is a finding too. */
export function lintFile(file: string, text?: string): readonly Finding[] {
  const { contract, findings } = readContract(file, text);
  return [...findings, ...(contract === undefined ? [] : lintContract(contract))].sort(compareFindings);
}

/** Whether the registry and the folders under `contracts/` agree. */
export function lintRegistry(root: string, registry: Registry): readonly Finding[] {
  const file = registryPath(root);
  const { code, fix } = LOAD_ERRORS.registry;
  const finding = (message: string, pointer: string, remedy: string = fix): Finding => ({
    code,
    severity: 'error',
    message,
    fix: remedy,
    file,
    pointer,
    ...registry.at(pointer),
  });
  const missing = registry.datasets.flatMap((dataset, index) =>
    exists(join(dirname(file), dataset, CONTRACT_FILE))
      ? []
      : [
          finding(
            `"${dataset}" is registered, but contracts/${dataset}/${CONTRACT_FILE} does not exist`,
            `/datasets/${index}`,
          ),
        ],
  );
  const unlisted = folders(dirname(file))
    .filter((name) => exists(join(dirname(file), name, CONTRACT_FILE)) && !registry.datasets.includes(name))
    .map((name) => finding(`contracts/${name} has a contract, but "${name}" is not registered`, '/datasets'));
  const sorted = [...registry.datasets].sort();
  const first = registry.datasets.findIndex((dataset, index) => dataset !== sorted[index]);
  const order =
    first === -1
      ? []
      : [
          finding(
            `"${registry.datasets[first]}" is out of order`,
            `/datasets/${first}`,
            'sort the datasets by name, so that two pull requests rarely touch the same line',
          ),
        ];
  return [...missing, ...unlisted, ...order].sort(compareFindings);
}

function hitsOf(rule: Rule, contract: Contract): readonly Finding[] {
  const findings: Finding[] = [];
  for (const hit of rule.check(contract)) {
    findings.push({
      code: rule.code,
      severity: hit.severity ?? rule.severity,
      message: hit.message,
      fix: hit.fix ?? rule.fix,
      file: contract.file,
      pointer: hit.pointer,
      ...contract.at(hit.pointer, hit.part),
      dataset: contract.dataset.id,
    });
    if (findings.length >= MAX_HITS_PER_RULE) break;
  }
  return findings;
}

function folders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function exists(path: string): boolean {
  // Not what a link leads to: the contract's own reader says what is wrong with that.
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
