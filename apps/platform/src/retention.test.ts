import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractPath } from '@sluice/contract';
import { afterAll, expect, test } from 'vitest';
import { CHECKOUT } from './checkout.ts';
import { reviewedRetention } from './retention.ts';
import { synthesize } from './synthesize.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-retention-'));

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A copy of the contracts in which the retention of sales is another, and the summary is not made again. */
function staleProject(): string {
  const project = join(root, 'stale');
  cpSync(join(CHECKOUT, 'contracts'), join(project, 'contracts'), { recursive: true });
  const path = contractPath(project, 'sales');
  const document = JSON.parse(readFileSync(path, 'utf8'));
  document['x-dataset'].retention.raw += 1;
  writeFileSync(path, JSON.stringify(document));
  return project;
}

test('the summary of the checkout is what its contracts say', () => {
  expect(Object.keys(reviewedRetention(CHECKOUT).datasets)).toContain('sales');
});

test('a summary that is not fresh builds no lake: files would be deleted too early', () => {
  const context = { project: staleProject() };

  expect(() => synthesize({ target: 'lake', context, work: root })).toThrow(
    expect.objectContaining({
      code: 'SLC9509',
      message: 'contracts/retention.json is not what the contracts say of sales',
      fix: expect.stringContaining('npx sluice contract generate'),
    }),
  );
});
