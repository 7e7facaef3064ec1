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
  /** Bytes of the same columns in all partitions, by the committed batch heads. */
  readonly fullBytes: number;
  readonly verdict: 'pruned' | 'full scan' | 'no data';
  readonly reason: string;
  /** Pruned, and as the contract expects. */
  readonly passed: boolean;
}

/** A lake that smoke queries are asked of, whatever it lies on. */
export interface AskedLake {
  readonly client: QueryClient;
  /** Files of the committed batch heads, by table. */
  readonly heads: () => Promise<Readonly<Record<string, readonly CommittedFile[]>>>;
  /** Tables of the catalog. */
  readonly tables: () => Promise<Pick<ReadonlySet<string>, 'has'>>;
}

/** How the smoke queries of a lake are run. */
export interface SmokeOptions {
  /** The contracts were named: each is asked for. Otherwise a lake need not hold every dataset that is registered. */
  readonly areNamed: boolean;
  readonly signal: AbortSignal;
  /** Told how many queries were judged, after every contract. */
  readonly onResults?: (results: number) => void;
}

/** Runs the smoke queries of every contract that has a table in the lake. */
export async function smokeLake(
  lake: AskedLake,
  contracts: readonly Contract[],
  { areNamed, signal, onResults }: SmokeOptions,
): Promise<readonly SmokeResult[]> {
  const tables = areNamed ? undefined : await lake.tables();
  const heads = await lake.heads();
  const results: SmokeResult[] = [];
  for (const contract of contracts.filter(({ dataset }) => tables?.has(dataset.id) !== false)) {
    results.push(...(await smokeDataset(lake.client, heads, contract, signal)));
    onResults?.(results.length);
  }
  return results;
}

/** Whether a lake passes: it was asked something, and every query is as its contract expects. Pure. */
export function smokePassed(results: readonly Pick<SmokeResult, 'passed'>[]): boolean {
  return results.length > 0 && results.every(({ passed }) => passed);
}

/**
 * Runs the smoke queries of a contract and judges each: a query without rows to read is no pass.
 *
 * @param heads files of the committed batch heads, by table
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

/** What of an answer is not as the contract expects; undefined: nothing. Pure. */
export function differenceFrom(
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
