import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkGenerated, planText } from '@sluice/codegen';
import { type Contract, loadDataset } from '@sluice/contract';
import { type Plan, sha256 } from '@sluice/protocol';
import type { RowValidator } from '@sluice/reader';
import { CliError } from '@sluice/terminal';

/** A dataset, ready to take files: its contract is sound and what is generated from it is fresh. */
export interface PreparedDataset {
  readonly id: string;
  readonly contract: Contract;
  readonly plan: Plan;
  /** The bytes of plan.json, and their digest. */
  readonly planText: string;
  readonly planDigest: string;
  /** Glue's TableInput, its bucket a variable. */
  readonly tableText: string;
  /** The generated validator. */
  readonly validate: RowValidator;
}

/**
 * Loads a dataset for a run. Stale generated files are refused: the lake would do something else than the contract
 * says.
 */
export async function prepareDataset(root: string, id: string): Promise<PreparedDataset> {
  const contract = loadDataset(root, id);
  if (contract.dataset.status === 'retired') {
    const at = contract.at('/x-dataset/status');
    throw new CliError('SLC8021', `dataset "${id}" is retired`, {
      file: contract.file,
      line: at.line,
      column: at.column,
    });
  }
  const [stale] = await checkGenerated(contract);
  if (stale !== undefined) throw new CliError('SLC8006', stale.message, { file: stale.file, fix: stale.fix });
  const generated = join(contract.folder, 'generated');
  const text = await readFile(join(generated, 'plan.json'), 'utf8');
  const plan = JSON.parse(text) as Plan;
  const validator = (await import(pathToFileURL(join(generated, 'validate.js')).href)) as {
    readonly validate?: RowValidator;
    readonly default?: RowValidator;
  };
  const validate = validator.validate ?? validator.default;
  if (validate === undefined || planText(plan) !== text)
    throw new CliError('SLC8006', 'generated/ is not of this version of Sluice', { file: generated });
  return {
    id,
    contract,
    plan,
    planText: text,
    planDigest: sha256(text),
    tableText: await readFile(join(generated, 'table.json'), 'utf8'),
    validate,
  };
}
