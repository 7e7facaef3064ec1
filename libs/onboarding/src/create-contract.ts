import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { planOf, replaceFile, writeGenerated, writeRetention } from '@sluice/codegen';
import { lintContract, loadContract, loadRegistry, readContract } from '@sluice/contract';
import { OnboardingError } from './errors.ts';
import { type Inference, type InferOptions, inferContract } from './infer.ts';
import { rejections } from './sample.ts';

/** What a contract is made from, and where it goes. */
export interface CreateOptions extends InferOptions {
  /** The folder that holds `contracts/`. */
  readonly root: string;
  /** Nothing is written. */
  readonly isDryRun: boolean;
}

/** A contract that was made, with everything to look at before it is merged. */
export interface CreatedContract {
  readonly inference: Inference;
  readonly remarks: readonly string[];
}

/** Reasons of rejected records that are named; more of them say no more. */
const NAMED_REASONS = 5;

/**
 * Works out a contract from a sample, registers it and generates its files. Nothing is written when anything is wrong.
 *
 * @throws OnboardingError SLC8007 when no contract can come of the file, SLC8008 when the dataset exists
 */
export async function createContract(file: string, options: CreateOptions): Promise<CreatedContract> {
  const { root, isDryRun, ...how } = options;
  const inference = await inferContract(file, how);
  const folder = join(root, 'contracts', inference.id);
  if (loadRegistry(root).datasets.includes(inference.id) || existsSync(folder))
    throw new OnboardingError('SLC8008', `there is a dataset "${inference.id}" already`, { file: folder });
  const text = `${JSON.stringify(inference.document, null, 2)}\n`;
  const remarks = remarksOf(file, join(folder, 'contract.json'), text, inference);
  if (!isDryRun) await write(root, folder, inference.id, text);
  return { inference, remarks };
}

/** What lint says of the contract, and what the contract says of its own sample. */
function remarksOf(file: string, path: string, text: string, inference: Inference): readonly string[] {
  const { contract, findings: problems } = readContract(path, text);
  const findings = [...problems, ...(contract === undefined ? [] : lintContract(contract))];
  const error = findings.find(({ severity }) => severity === 'error');
  if (error !== undefined)
    throw new OnboardingError('SLC8007', `no valid contract can be made of it: ${error.message}`, {
      file,
      fix: error.fix,
    });
  if (contract === undefined) throw new TypeError('a contract without an error can be read');
  const { rejected, reasons } = rejections(planOf(contract), inference.sample);
  const named = reasons.slice(0, NAMED_REASONS).join(', ');
  return [
    ...(rejected === 0 ? [] : [`${rejected} of these records would be rejected: ${named}`]),
    ...inference.remarks,
    ...findings.map(({ message }) => message),
  ];
}

async function write(root: string, folder: string, id: string, text: string): Promise<void> {
  const file = join(folder, 'contract.json');
  try {
    await mkdir(folder, { recursive: true });
    replaceFile(file, text);
    await writeGenerated(loadContract(file));
    // In the registry last: a dataset that is listed is complete.
    const registry = join(root, 'contracts', 'registry.json');
    replaceFile(registry, registeredText(await readFile(registry, 'utf8'), id));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  writeRetention(root);
}

/** The registry's text with one dataset more: sorted, on one line. Pure. */
export function registeredText(registry: string, id: string): string {
  const document = JSON.parse(registry) as { readonly datasets: readonly string[] };
  const datasets = [...document.datasets, id].sort();
  const text = JSON.stringify({ ...document, datasets }, null, 2);
  const list = /\[\n\s+("[\s\S]*?")\n\s+\]/;
  return `${text.replace(list, (_, names: string) => `[${names.replace(/\n\s+/g, ' ')}]`)}\n`;
}
