import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ContractError } from './contract-error.ts';
import { findingText } from './finding.ts';
import { lintFile, lintRegistry } from './lint.ts';
import { contractPath, loadContract, readContract } from './load.ts';
import { loadDataset, loadRegistry, registryPath } from './registry.ts';
import { draftText } from './testing.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-contract-'));
  place('orders');
  register('orders');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function place(dataset: string, text: string | Uint8Array = draftText()): string {
  const file = contractPath(root, dataset);
  mkdirSync(join(root, 'contracts', dataset), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function register(...datasets: readonly string[]): void {
  writeFileSync(registryPath(root), JSON.stringify({ $schema: './registry.schema.json', datasets }, undefined, 2));
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ContractError)
      return `${error.code} ${error.place.line}:${error.place.column} ${error.message.replaceAll(root, '')}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('loadContract', () => {
  test('fills the defaults', () => {
    const { dataset, columns } = loadContract(contractPath(root, 'orders'));

    expect(dataset).toMatchObject({
      status: 'active',
      classification: 'internal',
      onNewVersion: 'reject',
      retention: { raw: null },
    });
    expect(dataset.source).toMatchObject({
      format: 'csv',
      suffix: '.csv',
      delimiter: ',',
      quote: '"',
      escape: '"',
      maxInflatedBytes: 1024 ** 3,
    });
    expect(dataset.drift).toEqual({
      new_column: 'rescue',
      missing_column: 'null',
      bad_value: 'quarantine_row',
      max_bad_ratio: null,
    });
    expect(columns.map(({ name, nullable, headers }) => [name, nullable, headers])).toContainEqual([
      'note',
      true,
      ['note'],
    ]);
  });

  test('a gzip file may inflate to ten times its limit', () => {
    const file = place(
      'orders',
      draftText((it) => (it['x-dataset'].source = { kind: 's3', compression: 'gzip', maxBytes: 1000 })),
    );

    expect(loadContract(file).dataset.source).toMatchObject({ suffix: '.csv.gz', maxInflatedBytes: 10_000 });
  });

  test('what is no file is refused', () => {
    mkdirSync(contractPath(root, 'folder'), { recursive: true });

    expect(refusal(() => loadContract(contractPath(root, 'nothing')))).toBe(
      'SLC2001 1:1 /contracts/nothing/contract.json cannot be read: it does not exist',
    );
    expect(refusal(() => loadContract(contractPath(root, 'folder')))).toBe(
      'SLC2001 1:1 /contracts/folder/contract.json cannot be read: it is no regular file',
    );
    expect(refusal(() => loadContract('/dev/zero'))).toContain('it is no regular file');
  });

  test('a file past the limit is not read', () => {
    const file = place('orders', ' '.repeat(1024 * 1024 + 1));

    expect(refusal(() => loadContract(file))).toBe(
      'SLC2001 1:1 /contracts/orders/contract.json cannot be read: it has 1048577 bytes; the limit is 1048576',
    );
  });

  test('links that leave the folder are refused, a linked root is not', () => {
    place('real');
    mkdirSync(join(root, 'contracts', 'linked'));
    symlinkSync('/etc/passwd', contractPath(root, 'linked'));
    symlinkSync(join(root, 'contracts', 'real'), join(root, 'contracts', 'alias'));
    symlinkSync(root, `${root}-link`);

    expect(refusal(() => loadContract(contractPath(root, 'linked')))).toContain('a symbolic link leads elsewhere');
    expect(refusal(() => loadContract(contractPath(root, 'alias')))).toContain('a symbolic link leads elsewhere');
    expect(loadContract(contractPath(`${root}-link`, 'real')).dataset.id).toBe('orders');
    rmSync(`${root}-link`);
  });

  test('bytes that are no UTF-8 are named by place', () => {
    const text = Buffer.from(draftText((it) => (it.title = 'Or\u00f1ers')));
    const file = place(
      'orders',
      Buffer.concat([text.subarray(0, text.indexOf('ers')), Buffer.from([0xff]), text.subarray(text.indexOf('ers'))]),
    );

    expect(refusal(() => loadContract(file))).toMatch(
      /^SLC2002 3:\d+ \/contracts\/orders\/contract\.json: the file is not UTF-8$/,
    );
  });

  test('every mistake against the meta-schema is reported at once', () => {
    const { contract, findings } = readContract(
      'contract.json',
      draftText((it) => {
        it['x-dataset'].ownr = it['x-dataset'].owner;
        delete it['x-dataset'].owner;
        it['x-dataset'].status = 'activ';
        it.properties.Note = it.properties.note;
        it.properties.items.type = 'int';
        it.properties.country.patern = 'x';
        delete it.properties.amount['x-column'].type;
      }),
    );

    expect(contract).toBeUndefined();
    expect(
      findings
        .map(findingText)
        .map((line) => line.replace(/^contract\.json:\d+:\d+ /, ''))
        .sort(),
    ).toMatchInlineSnapshot(`
      [
        "error SLC2004 "ownr" is not a keyword that x-dataset may have; did you mean "owner"?",
        "error SLC2004 "patern" is not a keyword that properties.country may have; did you mean "pattern"?",
        "error SLC2004 properties.amount.x-column lacks "type"",
        "error SLC2004 properties.items.type is "int"; it must be a type, or a type and "null" in an array",
        "error SLC2004 the name "Note" must match ^[a-z][a-z0-9_]{0,126}$",
        "error SLC2004 x-dataset lacks "owner"",
        "error SLC2004 x-dataset.status is "activ"; allowed are "active", "deprecated", "retired"; did you mean "active"?",
      ]
    `);
  });

  test('an unknown vendor keyword is kept, and warned about once', () => {
    const { contract, findings } = readContract(
      'contract.json',
      draftText((it) => {
        it['x-team'] = { 'x-inner': 1 };
        it.properties.note['x-mask'] = true;
        it.properties.items['x-mask'] = true;
      }),
    );

    expect(contract?.document).toHaveProperty('x-team');
    expect(findings.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'warning the keyword "x-mask" is kept, but Sluice does not know it',
      'warning the keyword "x-team" is kept, but Sluice does not know it',
    ]);
  });
});

describe('the registry', () => {
  test('lists what exists', () => {
    expect(loadRegistry(root).datasets).toEqual(['orders']);
    expect(lintRegistry(root, loadRegistry(root))).toEqual([]);
    expect(loadDataset(root, 'orders').dataset.id).toBe('orders');
  });

  test('an unknown dataset is refused with what is known', () => {
    expect(refusal(() => loadDataset(root, 'order'))).toBe(
      'SLC2007 undefined:undefined "order" is no dataset: registered are orders; did you mean "orders"?',
    );
  });

  test('a name with a path is refused by the schema', () => {
    register('../orders');

    expect(refusal(() => loadRegistry(root))).toMatch(/^SLC2006 4:5 datasets\.0 is "\.\.\/orders"; it must match /);
  });

  test('registry and folders must agree', () => {
    place('extra');
    register('zebra', 'orders');

    expect(
      lintRegistry(root, loadRegistry(root)).map(({ line, column, message }) => `${line}:${column} ${message}`),
    ).toEqual([
      '3:15 contracts/extra has a contract, but "extra" is not registered',
      '4:5 "zebra" is out of order',
      '4:5 "zebra" is registered, but contracts/zebra/contract.json does not exist',
    ]);
  });
});

test('lintFile reports what cannot be read as findings', () => {
  expect(lintFile(join(root, 'nothing.json')).map(({ code }) => code)).toEqual(['SLC2001']);
  expect(lintFile(contractPath(root, 'orders')).filter(({ severity }) => severity === 'error')).toEqual([]);
});
