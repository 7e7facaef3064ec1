import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBResult, INTEGER } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { folderObjects } from '../objects/objects-folder.ts';
import { writeResult } from './result-writer.ts';

/** A result that gives one chunk of one row, and then ends or fails. */
function resultThat(fails: boolean): DuckDBResult {
  let chunks = 0;
  const fetchChunk = async () => {
    chunks += 1;
    if (chunks === 1) return { rowCount: 1, getRows: () => [[7]] };
    if (fails) throw new Error('interrupted');
    return null;
  };
  return { columnTypes: () => [INTEGER], columnNames: () => ['n'], fetchChunk } as unknown as DuckDBResult;
}

it('a result that breaks off leaves nothing, one that ends is there whole', async () => {
  const lake = mkdtempSync(join(tmpdir(), 'sluice-result-'));
  const objects = folderObjects(lake);

  await expect(writeResult(resultThat(true), 's3://service/results/a.csv', objects)).rejects.toThrow('interrupted');
  expect(readdirSync(join(lake, 'service/results'))).toEqual([]);

  expect(await writeResult(resultThat(false), 's3://service/results/b.csv', objects)).toMatchObject({
    rows: 1,
    bytes: 8,
  });
  expect(readdirSync(join(lake, 'service/results'))).toEqual(['b.csv']);
  expect(readFileSync(join(lake, 'service/results/b.csv'), 'utf8')).toBe('"n"\n"7"\n');
  rmSync(lake, { recursive: true });
});
