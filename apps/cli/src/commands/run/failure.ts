import type { SettledBatch } from '@sluice/control-plane/folder';
import { type ErrorCode, reportKey } from '@sluice/protocol';
import { definitionOf } from '../../terminal/registries.ts';

/** Why a batch failed: what its last attempt reports. */
export interface BatchFailure {
  readonly code: string | null;
  /** Whose it is; `environment` when the run left no code: it was ended from outside. */
  readonly fault: ErrorCode['fault'];
  readonly message: string;
  readonly stage: string | null;
  readonly fix: string | null;
  /** Path of the report below the lake. */
  readonly report: string | null;
}

/** Why each batch failed that did, by batch id. One that goes on in halves has not. */
export async function failuresOf(settled: readonly SettledBatch[]): Promise<ReadonlyMap<string, BatchFailure>> {
  const failed = settled.filter(
    ({ batchHead, batch }) => batchHead.state === 'failed' && batch.reason !== 'batch-halved',
  );
  return new Map(
    await Promise.all(
      failed.map(async (one): Promise<[string, BatchFailure]> => [one.batch.batchId, await failureOf(one)]),
    ),
  );
}

async function failureOf({ batch, report, lastWords }: SettledBatch): Promise<BatchFailure> {
  if (report === undefined) return failureWithoutReport(lastWords ?? undefined);
  const definition = report.code === null ? undefined : await definitionOf(report.code);
  return {
    code: report.code,
    fault: definition?.fault ?? 'environment',
    message: report.message ?? lastWords ?? 'the run said nothing',
    stage: report.stage,
    fix: definition?.fix ?? null,
    report: `control/${reportKey(batch.datasetId, batch.batchId, report.attempt)}`,
  };
}

/** A run that left no report was killed, or the disk was too full even for that: its last words are all there is. */
export async function failureWithoutReport(lastWords: string | undefined): Promise<BatchFailure> {
  const code = lastWords?.includes('No space left on device') === true ? 'SLC8011' : 'SLC8016';
  const definition = await definitionOf(code);
  const message = lastWords ?? 'the run left no report';
  return { code, fault: 'environment', message, stage: null, fix: definition?.fix ?? null, report: null };
}
