import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkContracts, hasError } from './check-contracts.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-check-'));
  for (const name of ['good', 'bad']) mkdirSync(join(root, 'contracts', name), { recursive: true });
  writeFileSync(
    join(root, 'contracts/registry.json'),
    '{"$schema": "./registry.schema.json", "datasets": ["bad", "good"]}',
  );
  writeFileSync(join(root, 'contracts/bad/contract.json'), '{');
  writeFileSync(
    join(root, 'contracts/good/contract.json'),
    JSON.stringify({
      $schema: '../contract.schema.json',
      'x-dataset': { id: 'good', version: '1.0.0', owner: 'team', source: { kind: 's3' } },
      type: 'object',
      additionalProperties: false,
      required: ['a'],
      properties: { a: { type: 'string', 'x-column': { type: 'string' } } },
    }),
  );
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

it('looks at every contract, whatever is wrong with another, and says each thing once', async () => {
  const { findings, checked } = await checkContracts(root, []);

  expect(checked).toBe(2);
  expect(findings.filter(({ file }) => file.includes('/bad/')).map(({ code }) => code)).toEqual(['SLC2003']);
  expect(hasError(findings.filter(({ file }) => file.includes('/good/')))).toBe(false);
  expect(hasError(findings)).toBe(true);
});

it('looks at those that are named, with the check that is given; a name of none is wrong use', async () => {
  const seen: string[] = [];
  const check = async ({ dataset }: { readonly dataset: { readonly id: string } }) => {
    seen.push(dataset.id);
    return [];
  };

  expect(await checkContracts(root, ['good'], check)).toEqual({ findings: [], checked: 1 });
  expect(seen).toEqual(['good']);
  await expect(checkContracts(root, ['god'])).rejects.toMatchObject({ code: 'SLC2007' });
});
