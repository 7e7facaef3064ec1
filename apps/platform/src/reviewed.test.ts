import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { CHECKOUT } from './checkout.ts';
import { checkReviewed } from './reviewed.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-reviewed-'));

// It generates everything, which takes a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

afterAll(() => {
  vi.resetConfig();
  rmSync(root, { recursive: true, force: true });
});

function project(name: string): string {
  cpSync(join(CHECKOUT, 'contracts'), join(root, name, 'contracts'), { recursive: true });
  return join(root, name);
}

test('what the contract generates may be deployed', async () => {
  await checkReviewed('sales', project('as-reviewed'));
});

test.each(['plan.json', 'table.json', 'validate.js'])(
  'a %s that somebody has changed is not deployed',
  async (name) => {
    const changed = project(name);
    appendFileSync(join(changed, 'contracts', 'sales', 'generated', name), '\n');

    await expect(checkReviewed('sales', changed)).rejects.toMatchObject({
      code: 'SLC9502',
      message: `sales: ${name} is not what its contract generates`,
    });
  },
);
