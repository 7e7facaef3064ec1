import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Contract, contractPath, loadContract, loadRegistry, readContract } from '@sluice/contract';
import { type DocumentDraft, draftContract, draftText } from '@sluice/contract/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkGenerated, generate, writeGenerated } from './generate.ts';

const repository = resolve(import.meta.dirname, '../../..');
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-codegen-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function orders(change?: (document: DocumentDraft) => void): Contract {
  mkdirSync(join(root, 'contracts/orders'), { recursive: true });
  writeFileSync(contractPath(root, 'orders'), draftText(change));
  return loadContract(contractPath(root, 'orders'));
}

const every = (it: DocumentDraft) => {
  Object.assign(it['x-dataset'], {
    dedupe: { key: ['order_id'], order: [{ column: 'placed_at', direction: 'desc' }] },
    drift: { newColumn: 'rescue', missingColumn: 'default', badValue: 'null_value', maxBadRatio: 0.1 },
    source: {
      kind: 's3',
      suffix: '.txt',
      encoding: 'windows-1252',
      dialect: { delimiter: ';', decimalComma: true, escape: '\\' },
      maxBytes: 1000,
    },
    partition: [
      { name: 'country', from: 'country', transform: 'identity' },
      { name: 'day', from: 'placed_at', transform: 'date' },
    ],
  });
  it['x-dataset'].queries[0].sql = "SELECT 1 FROM orders WHERE country = 'ES'";
  it.description = "It's one row per order: a */ b\nand a second line";
  Object.assign(it.properties.amount, { formatExclusiveMinimum: '0', formatMaximum: '1000', description: 'With tax.' });
  Object.assign(it.properties.amount['x-column'], { source: 'Total', aliases: ['total'], unit: 'EUR' });
  Object.assign(it.properties.placed_at['x-column'], { format: 'dd/MM/yyyy HH:mm' });
  Object.assign(it.properties.note, { title: 'Note', maxLength: 20, deprecated: true });
  Object.assign(it.properties.country, { default: 'ES' });
  it.properties.paid = { type: 'boolean', 'x-column': { type: 'boolean' } };
  it.properties.rate = {
    type: ['number', 'null'],
    minimum: 0.5,
    multipleOf: 0.25,
    'x-column': { type: 'double', nullTokens: ['n/a'] },
  };
  it.properties.due = {
    type: ['string', 'null'],
    format: 'date',
    formatMinimum: '2020-01-01',
    'x-column': { type: 'date' },
  };
  it.properties.state = { type: ['string', 'null'], enum: ['open', 'shipped', null], 'x-column': { type: 'string' } };
  it.properties.visits = { type: 'integer', maximum: 1_000_000, 'x-column': { type: 'bigint' } };
  it.required.push('paid', 'rate', 'due', 'state', 'visits');
};

describe('what a contract generates', () => {
  test('is these texts', async () => {
    for (const { name, text } of await generate(draftContract(every))) {
      await expect(text).toMatchFileSnapshot(`../golden/orders/${name.replace(/\.ts$/, '.ts.txt')}`);
    }
  });

  test('is the same bytes twice, from any folder', async () => {
    const first = await generate(draftContract(every));
    const before = process.cwd();
    process.chdir(root);
    try {
      const second = await generate(orders(every));

      expect(second.map(({ text }) => text)).toEqual(first.map(({ text }) => text));
    } finally {
      process.chdir(before);
    }
  });

  test('names no path, host or time', async () => {
    for (const { text } of await generate(draftContract(every))) {
      expect(text).not.toContain(repository);
      expect(text).not.toMatch(/node_modules|\b202[5-9]-\d\d-\d\dT|\r/);
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  test('is nothing when lint finds errors', async () => {
    const contract = draftContract((it) => it.required.pop());

    await expect(generate(contract)).rejects.toMatchObject({ code: 'SLC3001', place: { line: 79 } });
  });
});

describe('writing and checking', () => {
  test('a second run writes nothing, and the check is content', async () => {
    const contract = orders();

    expect(await writeGenerated(contract)).toEqual([
      'plan.json',
      'row.ts',
      'table.json',
      'table.sql',
      'validate.d.ts',
      'validate.js',
    ]);
    expect(await writeGenerated(contract)).toEqual([]);
    expect(await checkGenerated(contract)).toEqual([]);
    expect(readdirSync(join(contract.folder, 'generated')).length).toBe(6);
  });

  test('a stale, a missing and a foreign file are found, with the command to run', async () => {
    const contract = orders();
    await writeGenerated(contract);
    const generated = join(contract.folder, 'generated');
    const plan = join(generated, 'plan.json');
    writeFileSync(plan, readFileSync(plan, 'utf8').replace('"suffix": ".csv"', '"suffix": ".txt"'));
    unlinkSync(join(generated, 'row.ts'));
    writeFileSync(join(generated, 'mine.sql'), '');
    unlinkSync(join(generated, 'table.sql'));
    symlinkSync('/etc/passwd', join(generated, 'table.sql'));

    const findings = await checkGenerated(contract);

    const command = 'run `npx sluice contract generate orders` and commit the result';
    expect(findings.map(({ code, line, message, fix }) => [code, line, message, fix])).toEqual([
      ['SLC3002', 6, 'plan.json does not match its contract', command],
      ['SLC3002', 1, 'row.ts is missing', command],
      ['SLC3002', 1, 'table.sql is no regular file', command],
      ['SLC3003', 1, 'nothing generates mine.sql', 'move or delete the file'],
    ]);
  });

  test('generated/ as a link to elsewhere is not written through', async () => {
    const contract = orders();
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(contract.folder, 'generated'));

    await expect(writeGenerated(contract)).rejects.toMatchObject({ code: 'SLC3003' });
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
    expect((await checkGenerated(contract)).map(({ code, message }) => [code, message])).toEqual([
      ['SLC3003', 'generated is a symbolic link'],
    ]);
  });

  test('a folder that cannot be made is an error of the environment', async () => {
    writeFileSync(join(root, 'file'), '');
    const { contract } = readContract(join(root, 'file/orders/contract.json'), draftText());
    if (contract === undefined) throw new Error('the draft is a contract');

    await expect(writeGenerated(contract)).rejects.toMatchObject({ code: 'SLC3004', fault: 'environment' });
  });

  test('what stands where generated files belong is named', async () => {
    const contract = orders();
    writeFileSync(join(contract.folder, 'generated'), 'a file');

    await expect(writeGenerated(contract)).rejects.toMatchObject({ code: 'SLC3003', fault: 'user' });
    expect((await checkGenerated(contract)).map(({ message }) => message)).toEqual(['generated is no folder']);

    unlinkSync(join(contract.folder, 'generated'));
    mkdirSync(join(contract.folder, 'generated/plan.json'), { recursive: true });

    await expect(writeGenerated(contract)).rejects.toThrow(/plan\.json is a folder$/);
    expect(readdirSync(join(contract.folder, 'generated'))).toEqual(['plan.json']);
    expect((await checkGenerated(contract))[0]?.message).toBe('plan.json is no regular file');
  });
});

test('every registered dataset is fresh', async () => {
  for (const dataset of loadRegistry(repository).datasets) {
    expect(await checkGenerated(loadContract(contractPath(repository, dataset)))).toEqual([]);
  }
});
