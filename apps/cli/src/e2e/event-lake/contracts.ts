import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { inProcess } from '../sluice.ts';

/** What is particular about a test's dataset. */
export interface TestDataset {
  readonly id: string;
  readonly version?: string;
  readonly maxFiles: number;
  readonly maxWaitSeconds: number;
  /** Largest amount that a row may have. */
  readonly maxAmount: number;
  /** What of the usual source and policy is another. */
  readonly source?: Readonly<Record<string, unknown>>;
  readonly drift?: Readonly<Record<string, unknown>>;
}

/** A project of its own: the checkout's contracts, and beside them datasets that are made for a test. */
export async function projectWith(root: string, datasets: readonly TestDataset[]): Promise<string> {
  const project = join(root, 'project');
  cpSync(join(CHECKOUT, 'contracts'), join(project, 'contracts'), { recursive: true });
  const path = join(project, 'contracts', 'registry.json');
  const registry = JSON.parse(readFileSync(path, 'utf8')) as { readonly datasets: readonly string[] };
  writeFileSync(
    path,
    JSON.stringify({ ...registry, datasets: [...registry.datasets, ...datasets.map(({ id }) => id)].sort() }),
  );
  for (const dataset of datasets) await writeContract(project, dataset);
  return project;
}

/** Writes the contract of a dataset, or changes it, and generates what belongs to it. */
export async function writeContract(project: string, dataset: TestDataset): Promise<void> {
  const folder = join(project, 'contracts', dataset.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'contract.json'), `${JSON.stringify(contractOf(dataset), null, 2)}\n`);
  const { status, out, err } = await inProcess(['contract', 'generate', dataset.id, '--project', project]);
  if (status !== 0) throw new Error(`the contract of ${dataset.id} is no contract: ${out}${err}`);
}

function contractOf({
  id,
  version = '1.0.0',
  maxFiles,
  maxWaitSeconds,
  maxAmount,
  source,
  drift,
}: TestDataset): object {
  return {
    $schema: '../contract.schema.json',
    $id: `https://sluice.dev/contracts/${id}`,
    title: id,
    description: 'Made for a test.',
    'x-dataset': {
      id,
      version,
      status: 'active',
      owner: 'tests',
      domain: 'tests',
      classification: 'public',
      source: {
        kind: 's3',
        format: 'csv',
        suffix: '.csv',
        compression: 'none',
        encoding: 'utf-8',
        maxBytes: 1_048_576,
        ...source,
      },
      partition: [{ name: 'place', from: 'place', transform: 'identity' }],
      drift: { newColumn: 'rescue', missingColumn: 'null', badValue: 'quarantine_row', maxBadRatio: 0.5, ...drift },
      batch: { maxFiles, maxBytes: 67_108_864, maxWaitSeconds },
    },
    type: 'object',
    additionalProperties: false,
    required: ['id', 'place', 'amount'],
    properties: {
      id: { description: 'Tells rows apart.', type: 'integer', minimum: 0, 'x-column': { type: 'int' } },
      place: { description: 'Where it was.', type: 'string', pattern: '^p[0-9]{1,4}$', 'x-column': { type: 'string' } },
      amount: {
        description: 'How much.',
        type: 'integer',
        minimum: 0,
        maximum: maxAmount,
        'x-column': { type: 'int' },
      },
    },
  };
}

/** So many rows in the datasets' form; ids count on from `firstId`, places go round. */
export function rowsText(firstId: number, rows: number, { places = 1, amount = 1 } = {}): string {
  const lines = Array.from(
    { length: rows },
    (_, index) => `${firstId + index},p${(firstId + index) % places},${amount}\n`,
  );
  return `id,place,amount\n${lines.join('')}`;
}
