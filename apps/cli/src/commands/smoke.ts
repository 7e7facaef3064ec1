import type { Contract } from '@sluice/contract';
import type { TargetOptions } from '@sluice/lake';
import type { CommittedFile } from '@sluice/protocol';
import type { QueryClient, SmokeResult } from '@sluice/query';
import { type CommonOptions, EXIT, lakePath, printJson, progressOf, type Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from './help.ts';
import { actsOnTarget, meansTarget, withTarget } from './on-target.ts';

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

/** A lake that queries are asked of, whatever it lies on. */
interface AskedLake {
  /** How it is named in JSON. */
  readonly name: string;
  readonly client: QueryClient;
  /** Files of the committed heads, by table. */
  readonly heads: () => Promise<Readonly<Record<string, readonly CommittedFile[]>>>;
  /** Tables of the catalog. */
  readonly tables: () => Promise<ReadonlySet<string>>;
}

async function smoke(session: Session, ids: readonly string[], options: SmokeOptions): Promise<void> {
  const { loadDataset, loadRegistry } = await import('@sluice/contract');
  const { projectRoot } = await import('@sluice/terminal');
  const { registeredPartitions } = await import('@sluice/lake/catalog');
  const { committedFilesOf, folderDocuments, readBatchesFrom } = await import('@sluice/lake');
  const root = projectRoot(session, options.project);
  const contracts = (ids.length === 0 ? loadRegistry(root).datasets : ids).map((id) => loadDataset(root, id));
  const tablesOf = async (found: ReturnType<typeof registeredPartitions>) => new Set((await found).keys());
  if (await meansTarget(session, options, options.lake)) {
    const { bucketDocuments } = await import('@sluice/lake');
    return withTarget(session, options, (target) => {
      const place = { database: target.names.database, bucket: target.names.processedBucket };
      return ask(session, contracts, ids.length > 0, options, {
        name: `${target.kind}:${target.account}/${target.region}/${target.lake}`,
        client: target.query,
        heads: async () => committedFilesOf(await readBatchesFrom(bucketDocuments(target))),
        tables: () => tablesOf(registeredPartitions(target.query, place)),
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
      tables: () => tablesOf(registeredPartitions(clients)),
    }),
  );
}

async function ask(
  session: Session,
  contracts: readonly Contract[],
  areNamed: boolean,
  options: SmokeOptions,
  lake: AskedLake,
): Promise<void> {
  const { smokeDataset } = await import('@sluice/query');
  const { smokeTable } = await import('@sluice/terminal');
  const { counted } = await import('@sluice/terminal');
  const progress = progressOf(session, options);
  try {
    progress.step(
      'smoke',
      contracts.reduce((sum, { dataset }) => sum + dataset.queries.length, 0),
    );
    // Nobody named them: a lake need not hold every dataset that is registered.
    const tables = areNamed ? undefined : await lake.tables();
    const heads = await lake.heads();
    const results: SmokeResult[] = [];
    for (const contract of contracts.filter(({ dataset }) => tables?.has(dataset.id) !== false)) {
      results.push(...(await smokeDataset(lake.client, heads, contract, session.signal)));
      progress.reached(results.length);
    }
    progress.clear();
    const failed = results.filter((each) => !each.passed).length;
    if (failed > 0 || results.length === 0) session.exitCode = EXIT.checkFailed;
    if (options.json === true)
      return printJson(session, { ok: session.exitCode === EXIT.ok, lake: lake.name, queries: results });
    const { green, red } = session.terminal.paint;
    const verdict =
      failed > 0
        ? red(`✗ ${failed} of ${counted(results.length, 'query', 'queries')} ${failed === 1 ? 'fails' : 'fail'}`)
        : green(
            results.length === 1
              ? '✓ The query touches only what it needs'
              : `✓ All ${results.length} queries touch only what they need`,
          );
    session.terminal.out(
      `\n${smokeTable(results, session.terminal)}\n${
        results.length === 0 ? red('✗ There is no query: no contract ' + 'has one for a table of this lake') : verdict
      }\n`,
    );
  } finally {
    progress.clear();
  }
}
