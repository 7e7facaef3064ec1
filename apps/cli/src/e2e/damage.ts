import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BatchHead } from '@sluice/protocol';

function headPath(lake: string): string {
  const batches = join(lake, 'control/flights/batches');
  return join(batches, readdirSync(batches)[0] ?? '', 'head.json');
}

/** The batch head of the lake's only batch. */
export function head(lake: string): BatchHead {
  return JSON.parse(readFileSync(headPath(lake), 'utf8')) as BatchHead;
}

/** Changes that head. */
export function editHead(lake: string, edit: (batchHead: BatchHead) => BatchHead): void {
  writeFileSync(headPath(lake), JSON.stringify(edit(head(lake))));
}

/** Rewrites the first data file with what the statement gives. */
export async function rewrite(lake: string, select: string): Promise<void> {
  const path = join(lake, 'processed', head(lake).files[0]?.key ?? '');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`CREATE TABLE source AS SELECT * FROM read_parquet('${path}', hive_partitioning = false)`);
  await connection.run(`COPY (${select}) TO '${path}.new' (FORMAT parquet, COMPRESSION zstd)`);
  connection.closeSync();
  renameSync(`${path}.new`, path);
}
