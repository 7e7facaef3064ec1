import { closeSync, openSync, writeSync } from 'node:fs';
import type { DuckDBResult } from '@duckdb/node-api';
import type { ObjectStore } from '../objects/objects.ts';
import { csvLine } from './csv.ts';
import type { ResultColumn } from './execution-store.ts';
import { outputName } from './shape.ts';
import { athenaText, athenaType } from './values.ts';

/** What a result came to. */
export interface WrittenResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Streams a result into `<location><id>.csv`, chunk by chunk, so that its size is bound by the disk and not by memory.
 */
export async function writeResult(
  result: DuckDBResult,
  uri: string,
  objects: ObjectStore,
  isCancelled: () => boolean = () => false,
): Promise<WrittenResult> {
  const types = result.columnTypes();
  const columns = result.columnNames().map((name, index) => {
    const type = types[index];
    if (type === undefined) throw new Error(`column ${name} has no type`);
    const { name: typeName, precision, scale } = athenaType(type);
    return { name: outputName(name, index), type: typeName, precision, scale };
  });
  const draft = objects.draft(uri);
  const descriptor = openSync(draft.file, 'w');
  let rows = 0;
  let bytes = 0;
  const write = (text: string): void => {
    const buffer = Buffer.from(text, 'utf8');
    for (let done = 0; done < buffer.length; ) done += writeSync(descriptor, buffer, done);
    bytes += buffer.length;
  };
  try {
    write(csvLine(columns.map((column) => column.name)));
    for (;;) {
      const chunk = await result.fetchChunk();
      if (isCancelled()) throw new Error('cancelled');
      if (chunk === null || chunk === undefined || chunk.rowCount === 0) break;
      let text = '';
      for (const row of chunk.getRows()) {
        // biome-ignore lint/style/noNonNullAssertion: a row has as many values as there are types.
        text += csvLine(row.map((value, index) => athenaText(value, types[index]!)));
      }
      rows += chunk.rowCount;
      write(text);
    }
  } catch (error) {
    draft.discard();
    throw error;
  } finally {
    closeSync(descriptor);
  }
  await draft.complete();
  return { columns, rows, bytes };
}
