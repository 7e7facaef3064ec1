import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createContract, registeredText } from './create-contract.ts';

const CONTRACTS = fileURLToPath(new URL('../../../contracts/', import.meta.url));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-create-'));
  mkdirSync(join(root, 'contracts'));
  for (const name of ['contract.schema.json', 'registry.schema.json'])
    cpSync(join(CONTRACTS, name), join(root, 'contracts', name));
  writeFileSync(join(root, 'contracts/registry.json'), registryOf('"zoo"').replace('"zoo"', ''));
  writeFileSync(join(root, 'orders.csv'), 'id,country\n1,ES\n2,PT\n3\n');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const registryOf = (...names: readonly string[]) =>
  `{\n  "$schema": "./registry.schema.json",\n  "datasets": [${names.join(', ')}]\n}\n`;
const create = (changes: { readonly isDryRun?: boolean; readonly id?: string } = {}) =>
  createContract(join(root, 'orders.csv'), { root, owner: 'shop', dayOrder: undefined, isDryRun: false, ...changes });

describe('a contract from a sample', () => {
  it('is written, generated and registered, and says what it would reject of its own sample', async () => {
    const { inference, remarks } = await create();

    expect(inference.id).toBe('orders');
    expect(remarks).toEqual(['1 of these records would be rejected: shape']);
    expect(readdirSync(join(root, 'contracts/orders/generated'))).toContain('plan.json');
    expect(readFileSync(join(root, 'contracts/registry.json'), 'utf8')).toBe(registryOf('"orders"'));
  });

  it('never takes the place of another: SLC8008, and what is there stays', async () => {
    await create();
    const before = readFileSync(join(root, 'contracts/orders/contract.json'), 'utf8');

    await expect(create()).rejects.toMatchObject({ code: 'SLC8008' });
    expect(readFileSync(join(root, 'contracts/orders/contract.json'), 'utf8')).toBe(before);
  });

  it('leaves nothing when it is only shown, or when its registry cannot be written', async () => {
    await create({ isDryRun: true });
    expect(existsSync(join(root, 'contracts/orders'))).toBe(false);

    rmSync(join(root, 'contracts/registry.json'));
    await expect(create()).rejects.toMatchObject({ code: 'SLC2001' });
    expect(existsSync(join(root, 'contracts/orders'))).toBe(false);
  });

  it('is registered where it belongs, on the line of the others', () => {
    expect(registeredText(registryOf('"a"', '"z"'), 'm')).toBe(registryOf('"a"', '"m"', '"z"'));
  });

  it('is in the summary of retentions too: the lake’s buckets are built from that alone', async () => {
    await create();

    expect(JSON.parse(readFileSync(join(root, 'contracts/retention.json'), 'utf8'))).toMatchObject({
      datasets: { orders: { raw: null, processed: null, quarantine: null } },
    });
  });

  it('is refused where only its folder is, or only its name in the registry: somebody is at work on it', async () => {
    mkdirSync(join(root, 'contracts/orders'));
    await expect(create()).rejects.toMatchObject({ code: 'SLC8008', message: 'there is a dataset "orders" already' });
    expect(readdirSync(join(root, 'contracts/orders'))).toEqual([]);

    rmSync(join(root, 'contracts/orders'), { recursive: true });
    writeFileSync(join(root, 'contracts/registry.json'), registryOf('"orders"'));
    await expect(create({ isDryRun: true })).rejects.toMatchObject({ code: 'SLC8008' });
  });

  it('that lint refuses is SLC8007, with what lint says to do, and nothing is written', async () => {
    await expect(create({ id: 'Orders 2026' })).rejects.toMatchObject({
      code: 'SLC8007',
      message: expect.stringContaining('no valid contract can be made of it: '),
    });
    expect(readdirSync(join(root, 'contracts'))).not.toContain('Orders 2026');
  });
});
