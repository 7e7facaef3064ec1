import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkGenerated } from '@sluice/codegen';
import { contractPath, loadContract, loadRegistry } from '@sluice/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { editCopy, writeCopies } from './contract-copies.ts';

const ROOT = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'sluice-copies-'));

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('writeCopies', () => {
  it('writes contracts that can be deployed: registered, valid, and generated', async () => {
    const ids = await writeCopies(ROOT, folder, 2, { batch: { maxFiles: 9, maxBytes: 1, maxWaitSeconds: 5 } });

    expect(loadRegistry(folder).datasets).toEqual(ids);
    for (const id of ids) {
      const contract = loadContract(contractPath(folder, id));
      expect(contract.dataset).toMatchObject({ id, batch: { maxFiles: 9 } });
      expect(await checkGenerated(contract)).toEqual([]);
    }
  });

  it('keeps an edited copy generated, and every other as it was', async () => {
    const [first = '', second = ''] = await writeCopies(ROOT, folder, 2);
    const untouched = readFileSync(contractPath(folder, second), 'utf8');

    await editCopy(folder, first);

    const edited = loadContract(contractPath(folder, first));
    expect(edited.dataset.batch.maxWaitSeconds).toBe(
      loadContract(contractPath(folder, second)).dataset.batch.maxWaitSeconds + 1,
    );
    expect(await checkGenerated(edited)).toEqual([]);
    expect(readFileSync(contractPath(folder, second), 'utf8')).toBe(untouched);
  });
});
