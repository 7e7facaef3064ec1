import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkGenerated, planText } from '@sluice/codegen';
import { type Contract, loadDataset } from '@sluice/contract';
import { order } from '@sluice/lake/folder';
import { CHECKOUT } from '@sluice/lake/local';
import { type Plan, sha256 } from '@sluice/protocol';
import { judgeSample, type RowValidator, readFileHead } from '@sluice/reader';
import { CliError } from '@sluice/terminal';
import type { JudgeHead } from './intake.ts';

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
  readonly judge: JudgeHead;
}

/** So many records of a head are judged: enough to know a wrong file, few enough for a head of a thousand columns. */
const SAMPLED_RECORDS = 1_000;

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
    judge: headJudge(plan, validate),
  };
}

function headJudge(plan: Plan, validate: RowValidator): JudgeHead {
  return async (bytes, isWhole) => {
    const read = readFileHead(bytes, { plan, complete: isWhole, validate, maxRecords: SAMPLED_RECORDS });
    if (read.kind === 'need-more') return { more: read.range.bytes };
    const verdict = judgeSample(read, plan);
    if (verdict.kind === 'accepted') return undefined;
    const { reason, detail, at } = verdict;
    return { decision: 'quarantined', reason, detail, at: at === undefined ? undefined : { line: at.line, column: 1 } };
  };
}

/** SHA-256 over the sorted (path, content) of the Python package: which code a batch was cut for. */
export async function codeDigest(): Promise<string> {
  const { readdir } = await import('node:fs/promises');
  const root = join(CHECKOUT, 'glue', 'sluice_glue');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(?:py|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(order);
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = await readFile(path);
    hash.update(`${path.slice(root.length + 1)}\u0000${content.length}\u0000`).update(content);
  }
  return hash.digest('hex');
}
