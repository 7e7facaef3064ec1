import type { Contract } from '@sluice/contract';
import type { CommittedFile } from '@sluice/protocol';
import type { QueryClient } from './client.ts';
import { pruningVerdict } from './verdict.ts';

/** How a smoke query of a contract fared. */
export interface SmokeResult {
  readonly dataset: string;
  readonly name: string;
  readonly sql: string;
  readonly rows: number;
  readonly partitionsTouched: number;
  readonly partitionsRegistered: number;
  /** Bytes that the query read. */
  readonly bytes: number;
  /** Bytes of the same columns in all partitions, by the committed heads. */
  readonly fullBytes: number;
  readonly verdict: 'pruned' | 'full scan' | 'no data';
  readonly reason: string;
  /** Pruned, and as the contract expects. */
  readonly passed: boolean;
}

/**
 * Runs the smoke queries of a contract and judges each: a query without rows to read is no pass.
 *
 * @param heads files of the committed heads, by table
 */
export async function smokeDataset(
  client: QueryClient,
  heads: Readonly<Record<string, readonly CommittedFile[]>>,
  contract: Contract,
  signal: AbortSignal,
): Promise<readonly SmokeResult[]> {
  const results: SmokeResult[] = [];
  for (const query of contract.dataset.queries) {
    const verdict = await pruningVerdict(client, { sql: query.sql, heads, options: { signal } });
    const unexpected = differenceFrom(query.expect, verdict.partitionsTouched, verdict.result.rows.length);
    results.push({
      dataset: contract.dataset.id,
      name: query.name,
      sql: query.sql,
      rows: verdict.result.rows.length,
      partitionsTouched: verdict.partitionsTouched,
      partitionsRegistered: verdict.partitionsRegistered,
      bytes: verdict.scannedBytes,
      fullBytes: verdict.bytesWithoutPruning,
      verdict: verdict.verdict,
      reason: unexpected === undefined || verdict.verdict !== 'pruned' ? verdict.reason : unexpected,
      passed: verdict.verdict === 'pruned' && unexpected === undefined,
    });
  }
  return results;
}

function differenceFrom(
  expect: Contract['dataset']['queries'][number]['expect'],
  partitions: number,
  rows: number,
): string | undefined {
  if (expect?.partitions !== undefined && partitions !== expect.partitions) {
    return `${partitions} partitions are read, the contract expects ${expect.partitions}`;
  }
  if (expect?.minRows !== undefined && rows < expect.minRows)
    return `${rows} rows, the contract expects at least ${expect.minRows}`;
  if (expect?.maxRows !== undefined && rows > expect.maxRows)
    return `${rows} rows, the contract expects at most ${expect.maxRows}`;
  return undefined;
}
