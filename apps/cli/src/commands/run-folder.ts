import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { type Lake, LOCAL_NAME, lakeAt, lockLake } from '@sluice/lake/folder';
import { checkMachine } from '@sluice/lake/local';
import {
  CliError,
  counted,
  EXIT,
  lakePath,
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
import { ensureCatalog, ensurePartitions } from './ingest/catalog.ts';
import { admit, recoverLake, settleAll, slotsOf } from './ingest/load.ts';
import { prepareDataset } from './ingest/prepared.ts';
import { failureLines, leftAloneText, loadTable, reasonTable, refusedText } from './ingest/present.ts';
import { type LoadSummary, summarise } from './ingest/summary.ts';
import type { RunOptions } from './run-options.ts';
import { portOf, withService } from './service.ts';

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
  await checkMachine(session.environment, session.signal);
  makeLake(lake);
  const lock = await lockLake(lake);
  const progress = progressOf(session, options);
  try {
    const summary = await withService(lake, { environment: session.environment, port }, async ({ clients }) => {
      const settle = { lake, clients, environment: session.environment, signal: session.signal };
      await recoverLake(settle);
      progress.step('files');
      const admitted = await admit(dataset, folder, {
        lake,
        signal: session.signal,
        now: () => new Date(),
        onFiles: (total) => progress.step('files', total),
        onFile: (name) => progress.advance(name),
      });
      progress.done(`${counted(admitted.intake.fresh.length, 'file')} decided, ${admitted.intake.known} known before`);
      const slots = slotsOf(options.parallel);
      await ensureCatalog(clients, dataset, slots);
      const registered = await ensurePartitions(clients, lake, dataset.id);
      if (registered > 0) progress.note(`${counted(registered, 'partition')} with committed files registered again`);
      progress.step('batches', admitted.manifests.length);
      const settled = await settleAll(admitted.manifests, slots, settle, ({ head }) =>
        progress.advance(`batch ${head.batch_id} ${head.state}`),
      );
      progress.done(`${counted(settled.length, 'batch', 'batches')} settled`);
      return summarise(admitted, settled);
    });
    present(session, options, summary, lake, (Date.now() - startedAt) / 1000);
  } finally {
    progress.clear();
    await lock.release();
  }
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
