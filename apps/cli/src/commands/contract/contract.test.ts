import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { palette } from '@sluice/terminal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../terminal/command-line.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-contract-'));
  mkdirSync(join(root, 'contracts'));
  for (const name of ['contract.schema.json', 'registry.schema.json'])
    cpSync(join(CHECKOUT, 'contracts', name), join(root, 'contracts', name));
  writeFileSync(
    join(root, 'contracts/registry.json'),
    '{\n  "$schema": "./registry.schema.json",\n  "datasets": []\n}\n',
  );
  writeFileSync(join(root, 'orders.csv'), 'id,country,at\n1,ES,2026-01-15T10:00:00Z\n2,"",2026-01-16T10:00:00Z\n');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function sluice(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    paint: palette(false),
    paintError: palette(false),
    redraws: false,
    columns: 120,
    width: Number.POSITIVE_INFINITY,
  };
  const session = { terminal, signal: new AbortController().signal, environment: {}, directory: root, exitCode: 0 };
  return { code: await runCommandLine(words, session), out: out.join(''), err: err.join('') };
}

const contract = (...words: string[]) => sluice('contract', ...words, '--project', '.');

describe('sluice contract', () => {
  it('new writes a dataset that passes check, is registered, and is generated', async () => {
    const made = await contract('new', 'orders.csv', '--owner', 'shop');

    expect(made.code).toBe(0);
    expect(made.out).toContain('2 records in orders.csv');
    expect(readdirSync(join(root, 'contracts/orders/generated'))).toHaveLength(6);
    expect(readFileSync(join(root, 'contracts/registry.json'), 'utf8')).toContain('"datasets": ["orders"]');
    expect(await contract('check')).toMatchObject({
      code: 0,
      out: '✓ 1 contract is in order, and so is what it generates\n',
    });
    expect((await contract('generate')).out).toBe('✓ orders  was up to date\n');
    expect(await contract('new', 'orders.csv')).toMatchObject({ code: 2, err: expect.stringContaining('SLC8008') });
  });

  it('generate of any dataset makes the summary of retentions again, and check refuses an old one', async () => {
    await contract('new', 'orders.csv', '--owner', 'shop');
    const path = join(root, 'contracts/orders/contract.json');
    const document = JSON.parse(readFileSync(path, 'utf8'));
    document['x-dataset'].retention = { raw: 90 };
    writeFileSync(path, JSON.stringify(document));

    const stale = await contract('check');
    const made = await contract('generate', 'orders');

    expect(stale).toMatchObject({ code: 1, out: expect.stringContaining('SLC3006') });
    expect(made.out).toContain('✓ contracts/retention.json\n');
    expect(JSON.parse(readFileSync(join(root, 'contracts/retention.json'), 'utf8')).datasets).toEqual({
      orders: { raw: 90, processed: null, quarantine: null },
    });
    expect((await contract('check')).code).toBe(0);
  });

  it('new writes nothing when it only shows, or when nothing can come of it', async () => {
    writeFileSync(join(root, 'header.csv'), 'a,b\n');

    expect((await contract('new', 'orders.csv', '--dry-run')).code).toBe(0);
    expect((await contract('new', 'header.csv')).code).toBe(2);
    expect((await contract('new', 'orders.csv', '--id', 'select')).err).toContain('reserved word');
    expect(readdirSync(join(root, 'contracts'))).toEqual([
      'contract.schema.json',
      'registry.json',
      'registry.schema.json',
    ]);
  });

  it('new says what it would reject', async () => {
    writeFileSync(join(root, 'ragged.csv'), 'a,b\n1,2\n3\n');

    expect((await contract('new', 'ragged.csv')).out).toContain('! 1 of these records would be rejected: shape');
    expect(JSON.parse((await contract('new', 'ragged.csv', '--id', 'again', '--json')).out)).toMatchObject({
      ok: true,
      dataset: 'again',
      whole: true,
      remarks: ['1 of these records would be rejected: shape'],
    });
  });

  it('check fails for links that lead nowhere, with a place and without a stack', async () => {
    await contract('new', 'orders.csv');
    rmSync(join(root, 'contracts/orders/contract.json'));
    symlinkSync('contract.json', join(root, 'contracts/orders/contract.json'));

    const checked = await contract('check', '--json');

    expect(checked.code).toBe(1);
    expect(JSON.parse(checked.out)).toMatchObject({ ok: false, findings: [{ code: 'SLC2001', line: 1 }] });
  });

  it('check fails for stale files and generate mends them', async () => {
    await contract('new', 'orders.csv');
    const plan = join(root, 'contracts/orders/generated/plan.json');
    rmSync(plan);

    expect(await contract('check', 'orders')).toMatchObject({
      code: 1,
      out: expect.stringContaining('plan.json is missing'),
    });
    expect((await contract('generate', 'orders')).out).toBe('✓ orders  plan.json\n');
    expect(existsSync(plan)).toBe(true);
  });

  it.each([
    [['contract'], 'a subcommand is missing'],
    [['contract', 'chek'], "unknown command 'chek'"],
    [['contract', 'lint', 'nothing', '--project', '.'], 'SLC2007'],
    [['contract', 'lint', '--project', 'nowhere'], 'registry.json'],
  ])('%j is wrong use', async (words, message) => {
    expect(await sluice(...words)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});
