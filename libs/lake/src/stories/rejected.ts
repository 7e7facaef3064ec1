import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchHead } from '@sluice/protocol';
import type { Target } from '../find/target.ts';
import { openParquetReader, type RejectedRow } from '../read/parquet.ts';
import { objectBytes } from '../read/target-objects.ts';

/** Rejected rows of one file, as the quarantine keeps them. */
export interface RejectedRows {
  /** How many there are; rows carry a row each, whatever their reasons. */
  readonly count: number;
  readonly byReason: Readonly<Record<string, number>>;
  /** The first ones, in the order of the file. */
  readonly rows: readonly RejectedRow[];
}

/** Reads the rejected rows of one object version from the quarantine files of its batch. */
export async function rejectedRows(
  target: Pick<Target, 's3'>,
  batchHead: BatchHead,
  file: { readonly key: string; readonly versionId: string },
  limit: number,
): Promise<RejectedRows> {
  if (batchHead.quarantine_files.length === 0) return { count: 0, byReason: {}, rows: [] };
  const folder = await mkdtemp(join(tmpdir(), 'sluice-explain-'));
  const parquet = await openParquetReader();
  try {
    const paths: string[] = [];
    for (const [index, { bucket, key }] of batchHead.quarantine_files.entries()) {
      const bytes = await objectBytes(target, bucket, key);
      if (bytes === undefined) continue;
      const path = join(folder, `${index}.parquet`);
      await writeFile(path, bytes);
      paths.push(path);
    }
    return await parquet.rejected(paths, file, limit);
  } finally {
    parquet.close();
    await rm(folder, { recursive: true, force: true });
  }
}
