import { GetJobCommand } from '@aws-sdk/client-glue';
import type { Engine } from '@sluice/economics';
import {
  bucketDocuments,
  deadLetterCount,
  decisionLines,
  filesOf,
  glueRuns,
  ledgerBatches,
  rawVersions,
  type Target,
  wholeDocuments,
  withDocuments,
} from '@sluice/lake';
import { datasetNames } from '@sluice/protocol';
import type { AccountedBatch, DatasetAccounts, TableAnswers } from './accounts.ts';

/** More batches than the demo can make. */
const BATCHES = 1_000;

/** Asks every part of the lake what it knows about a dataset. */
export async function collectAccounts(
  target: Target,
  dataset: string,
  hasTable: boolean,
  signal: AbortSignal,
): Promise<DatasetAccounts> {
  const [versions, files, batches, runs, duplicates, deadLetters, table] = await Promise.all([
    rawVersions(target, datasetNames(dataset, target.lake).incoming),
    filesOf(target.ledger, dataset),
    accountedBatches(target, dataset),
    hasTable ? glueRuns(target, dataset) : [],
    duplicateEvents(target, dataset),
    deadLetterCount(target, dataset),
    hasTable ? askTable(target, dataset, signal) : null,
  ]);
  return { dataset, versions, files, batches, runs, duplicates, deadLetters, table };
}

async function accountedBatches(target: Target, dataset: string): Promise<readonly AccountedBatch[]> {
  const { settled, open } = await ledgerBatches(target.ledger, dataset, BATCHES);
  const batches = await withDocuments(bucketDocuments(target), [...settled, ...open]);
  return batches.map(({ record, documents }) => {
    const { batchHead, manifest } = wholeDocuments(documents);
    return { record, batchHead, members: manifest.members.map((member) => `${member.key}@${member.version_id}`) };
  });
}

/** Events of versions that were known already, as intake's log tells of them. */
async function duplicateEvents(target: Target, dataset: string): Promise<number> {
  const { lines } = await decisionLines(target, dataset, { holding: ['duplicate'] });
  return lines.filter(({ decision }) => decision === 'duplicate').length;
}

/** Asks the table itself, through the catalog: what was written but not registered does not count. */
async function askTable({ query }: Target, dataset: string, signal: AbortSignal): Promise<TableAnswers> {
  const sql = `SELECT count(*) AS "rows", count(_rescued) AS rescued FROM ${dataset}`;
  const [row] = (await query.run(sql, { signal })).rows;
  return { rows: Number(row?.[0] ?? 0), rescued: Number(row?.[1] ?? 0) };
}

/** What a run of a dataset gets, as its job says. */
export async function engineOf({ query, lake }: Pick<Target, 'query' | 'lake'>, dataset: string): Promise<Engine> {
  const { Job } = await query.glue.send(new GetJobCommand({ JobName: datasetNames(dataset, lake).job }));
  return { workerType: Job?.WorkerType as Engine['workerType'], workers: Job?.NumberOfWorkers ?? 0 };
}
