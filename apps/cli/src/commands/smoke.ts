import type { Contract } from '@sluice/contract';
import type { TargetOptions } from '@sluice/lake';
import type { AskedLake, SmokeResult } from '@sluice/query';
import {
  type CommonOptions,
  counted,
  EXIT,
  lakePath,
  printJson,
  progressOf,
  type Session,
  smokeTable,
  type Terminal,
} from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../terminal/help.ts';
import { actsOnTarget, meansTarget, withTarget } from '../terminal/on-target.ts';

interface SmokeOptions extends CommonOptions, TargetOptions {
  readonly lake?: string;
  readonly project?: string;
}

/** `sluice smoke [dataset]`: the contracts' own queries, and whether they read only what they need. */
export function smokeCommand(session: Session): Command {
  const command = commandWithHelp(
    'smoke',
    "Run the contracts' queries and check that each touches only the partitions that it needs.",
    [
      { line: 'npx sluice smoke', does: 'every dataset of the lake' },
      { line: 'npx sluice smoke flights --lake ~/lake', does: 'one, in another lake' },
      { line: 'npx sluice smoke flights --local', does: 'in the local lake, or not at all' },
    ],
    'a query is a full scan, finds no data, or is not as its contract expects',
  );
  return actsOnTarget(command)
    .argument('[dataset...]', 'datasets (default: all that the lake has a table of)')
    .option(
      '--lake <dir>',
      'a lake on folders (default: $SLUICE_LAKE, the local lake when it is up, or .sluice/demo of this checkout)',
    )
    .option('--local', 'the local lake alone; exit status 2 when none runs')
    .option('--project <dir>', 'folder that holds contracts/ (default: this checkout)')
    .action((ids: string[], options: SmokeOptions) => smoke(session, ids, options));
}

async function smoke(session: Session, ids: readonly string[], options: SmokeOptions): Promise<void> {
  const { loadDataset, loadRegistry } = await import('@sluice/contract');
  const { projectRoot } = await import('@sluice/terminal');
  const { registeredPartitions } = await import('@sluice/lake/catalog');
  const { bucketDocuments, committedFilesOf, folderDocuments, readBatchesFrom } = await import('@sluice/lake');
  const root = projectRoot(session, options.project);
  const contracts = (ids.length === 0 ? loadRegistry(root).datasets : ids).map((id) => loadDataset(root, id));
  if (await meansTarget(session, options, options.lake)) {
    return withTarget(session, options, (target) => {
      const place = { database: target.names.database, bucket: target.names.processedBucket };
      return ask(session, contracts, ids.length > 0, options, {
        name: `${target.kind}:${target.account}/${target.region}/${target.lake}`,
        client: target.query,
        heads: async () => committedFilesOf(await readBatchesFrom(bucketDocuments(target))),
        tables: () => registeredPartitions(target.query, place),
      });
    });
  }
  const { existingLake } = await import('@sluice/lake/folder');
  const { withService } = await import('./service.ts');
  const lake = existingLake(lakePath(session, options.lake, 'demo'));
  await withService(lake, { environment: session.environment, attach: true }, ({ clients }) =>
    ask(session, contracts, ids.length > 0, options, {
      name: lake.root,
      client: clients.query,
      heads: async () => committedFilesOf(await readBatchesFrom(folderDocuments(lake))),
      tables: () => registeredPartitions(clients),
    }),
  );
}

async function ask(
  session: Session,
  contracts: readonly Contract[],
  areNamed: boolean,
  options: SmokeOptions,
  { name, ...lake }: AskedLake & { readonly name: string },
): Promise<void> {
  const { smokeLake, smokePassed } = await import('@sluice/query');
  const progress = progressOf(session, options);
  try {
    progress.step(
      'smoke',
      contracts.reduce((sum, { dataset }) => sum + dataset.queries.length, 0),
    );
    const results = await smokeLake(lake, contracts, {
      areNamed,
      signal: session.signal,
      onResults: (done) => progress.reached(done),
    });
    progress.clear();
    const ok = smokePassed(results);
    if (!ok) session.exitCode = EXIT.checkFailed;
    if (options.json === true) return printJson(session, { ok, lake: name, queries: results });
    session.terminal.out(`\n${smokeTable(results, session.terminal)}\n${verdictText(results, session.terminal)}\n`);
  } finally {
    progress.clear();
  }
}

function verdictText(results: readonly SmokeResult[], { paint }: Terminal): string {
  const { green, red } = paint;
  const failed = results.filter((each) => !each.passed).length;
  if (results.length === 0) return red('✗ There is no query: no contract has one for a table of this lake');
  if (failed > 0)
    return red(`✗ ${failed} of ${counted(results.length, 'query', 'queries')} ${failed === 1 ? 'fails' : 'fail'}`);
  return green(
    results.length === 1
      ? '✓ The query touches only what it needs'
      : `✓ All ${results.length} queries touch only what they need`,
  );
}
