import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, sep } from 'node:path';
import {
  type BroughtIn,
  bringIn,
  createFolderPorts,
  deployToFolder,
  refuseLayoutBefore,
  removeLeftovers,
  zipPackage,
} from '@sluice/control-plane/folder';
import { ensureCatalog, ensurePartitions } from '@sluice/lake/catalog';
import { type Lake, LOCAL_NAME, lakeAt, lockLake } from '@sluice/lake/folder';
import { CACHE_VARIABLE, CHECKOUT, checkMachine, GLUE_SOURCE, localEnvironment, pythonPath } from '@sluice/lake/local';
import {
  CliError,
  codedError,
  counted,
  EXIT,
  Interrupted,
  lakePath,
  type Progress,
  pairs,
  pathOf,
  printJson,
  progressOf,
  projectRoot,
  type Session,
  seconds,
  shellWord,
  shownPath,
} from '@sluice/terminal';
import { failuresOf } from './run/failure.ts';
import { type PreparedDataset, prepareDataset } from './run/prepared.ts';
import { failureLines, leftAloneText, loadTable, reasonTable, refusedText } from './run/present.ts';
import { type LoadSummary, summarise } from './run/summary.ts';
import type { RunOptions } from './run-options.ts';
import { portOf, type Service, withService } from './service.ts';

/** Memory that a run's JVM and Python may take. */
const BYTES_PER_RUN = 2.5 * 1024 ** 3;

/** Does what `run` says. Everything that can be refused is refused before the lake is touched. */
export async function runFolder(
  session: Session,
  typedFolder: string,
  datasetId: string,
  options: RunOptions,
): Promise<void> {
  const startedAt = Date.now();
  const port = portOf(options.port);
  const dataset = await prepareDataset(projectRoot(session, options.project), datasetId);
  const lake = lakeAt(lakePath(session, options.lake, 'lake'));
  const folder = inputFolder(pathOf(session, typedFolder), lake);
  refuseLayoutBefore(lake);
  await checkMachine(session.environment, session.signal);
  makeLake(lake);
  const lock = await lockLake(lake);
  const progress = progressOf(session, options);
  try {
    await removeLeftovers(lake);
    const brought = await withService(lake, { environment: session.environment, port }, (service) =>
      bringFolderIn(session, { lake, folder, dataset, slots: slotsOf(options.parallel) }, service, progress),
    );
    const summary = summarise(dataset.id, brought, await failuresOf(brought.settled));
    present(session, options, summary, lake, (Date.now() - startedAt) / 1000);
  } catch (error) {
    throw session.signal.aborted ? new Interrupted() : codedError(error);
  } finally {
    progress.clear();
    await lock.release();
  }
}

interface Load {
  readonly lake: Lake;
  readonly folder: string;
  readonly dataset: PreparedDataset;
  readonly slots: number;
}

async function bringFolderIn(
  { environment, signal }: Session,
  { lake, folder, dataset, slots }: Load,
  { clients, endpoint }: Service,
  progress: Progress,
): Promise<BroughtIn> {
  const ports = createFolderPorts(lake, {
    python: pythonPath(environment),
    environment: {
      ...localEnvironment(environment, endpoint),
      // The package lies in the lake, from where it would not find what the checkout has made.
      [CACHE_VARIABLE]: environment[CACHE_VARIABLE] ?? join(CHECKOUT, '.cache'),
    },
    telemetry: { decision: () => {}, event: () => {}, metrics: () => {} },
  });
  try {
    const { version, status, batch } = dataset.contract.dataset;
    const config = await deployToFolder(ports.store, {
      datasetId: dataset.id,
      contractVersion: version,
      status,
      maxFiles: batch.maxFiles,
      maxBytes: batch.maxBytes,
      plan: Buffer.from(dataset.planText),
      package: await zipPackage(GLUE_SOURCE, 'sluice_glue'),
      slots,
    });
    progress.step('files');
    const { plan, validate } = dataset;
    const brought = await bringIn(folder, {
      ...{ lake, ports, config, signal, dataset: { plan, validate } },
      onFiles: (total) => progress.step('files', total),
      onFile: (name) => progress.advance(name),
      async onTakenIn({ decided, known }) {
        progress.done(`${counted(decided.length, 'file')} decided, ${known} known before`);
        await ensureCatalog(clients, dataset);
        const registered = await ensurePartitions(clients, lake, dataset.id);
        if (registered > 0) progress.note(`${counted(registered, 'partition')} with committed files registered again`);
        progress.step('batches');
      },
      onSettled: ({ batchHead }) => progress.advance(`batch ${batchHead.batch_id} ${batchHead.state}`),
    });
    progress.done(`${counted(brought.settled.length, 'batch', 'batches')} settled`);
    return brought;
  } finally {
    ports.close();
  }
}

/** Runs at once: two where cores and memory allow it, for half of a short run is start-up. */
function slotsOf(wanted: number | undefined): number {
  if (wanted !== undefined) return wanted;
  return Math.max(1, Math.min(2, availableParallelism(), Math.floor(process.availableMemory() / BYTES_PER_RUN)));
}

/** A lake must not read itself, nor write into what it reads. */
function inputFolder(folder: string, lake: Lake): string {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status === undefined) throw new CliError('SLC8003', 'the input folder does not exist', { file: folder });
  if (!status.isDirectory()) throw new CliError('SLC8003', 'the input is no folder', { file: folder });
  const real = realpathSync(folder);
  const root = statSync(lake.root, { throwIfNoEntry: false }) === undefined ? lake.root : realpathSync(lake.root);
  if (`${real}${sep}`.startsWith(`${root}${sep}`))
    throw new CliError('SLC8003', 'the input folder lies inside the lake', { file: folder });
  if (`${root}${sep}`.startsWith(`${real}${sep}`))
    throw new CliError('SLC8003', 'the lake lies inside the input folder', { file: folder });
  return real;
}

function makeLake(lake: Lake): void {
  const status = statSync(lake.root, { throwIfNoEntry: false });
  if (status !== undefined && !status.isDirectory())
    throw new CliError('SLC8010', 'the lake is no folder', { file: lake.root });
  for (const bucket of ['raw', 'processed', 'quarantine', 'control']) makeFolder(join(lake.root, bucket));
}

/**
 * One folder after the other: Node's own `recursive` never ends where a file system says ENOENT to every mkdir, as
 * /proc does.
 */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CliError('SLC8010', 'no folder can be made here', { file: path, cause: error });
    if (code !== 'EEXIST') throw error;
  }
}

function present(session: Session, options: RunOptions, summary: LoadSummary, lake: Lake, elapsed: number): void {
  const failed = summary.batches.failed > 0;
  const unread = summary.postponed.filter(({ reason }) => reason === 'unreadable').length;
  if (summary.failures.some(({ fault }) => fault === 'tool')) session.exitCode = EXIT.defect;
  else if (failed || unread > 0) session.exitCode = EXIT.environment;
  if (options.json === true) {
    printJson(session, { ok: session.exitCode === EXIT.ok, lake: lake.root, seconds: elapsed, ...summary });
    return;
  }
  const { terminal } = session;
  const { bold, dim, green, red } = terminal.paint;
  const shown = shellWord(shownPath(session, lake.root));
  const parts = [
    loadTable([summary], terminal),
    refusedText(summary.refused, terminal),
    reasonTable([summary], terminal),
    failureLines([summary], terminal),
    leftAloneText(summary, terminal),
  ];
  terminal.out(parts.filter((part) => part !== '').join('\n'));
  const next = pairs(
    [
      ['query', `npx sluice query "SELECT count(*) FROM ${summary.dataset}" --lake ${shown}`],
      ['verify', `npx sluice verify ${shown}`],
    ],
    '  ',
    dim,
  );
  const table = `${LOCAL_NAME}.${summary.dataset}`;
  const verdict = failed
    ? `${red(`✗ ${counted(summary.batches.failed, 'batch', 'batches')} failed`)}, nothing of it is ` +
      `in ${bold(table)}; the same command cuts its files anew`
    : summary.batches.settled === 0
      ? `${green('✓ nothing new')} for ${bold(table)}: ${counted(summary.files.known, 'file')} known ` +
        `before, ${summary.refused.length} refused now`
      : `${green(`✓ ${counted(summary.batches.committed, 'batch', 'batches')} committed`)} to ${bold(table)}`;
  terminal.out(`\n${next}\n${verdict}${dim(`  ${seconds(elapsed)}`)}\n`);
}
