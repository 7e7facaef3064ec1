import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { commandWithHelp } from '../help.ts';
import { type CommonOptions, lakePath, printJson, progressOf, type Session } from '../session.ts';

interface SmokeOptions extends CommonOptions {
  readonly lake?: string;
  readonly project?: string;
}

/** `sluice smoke [dataset]`: the contracts' own queries, and whether they read only what they need. */
export function smokeCommand(session: Session): Command {
  return commandWithHelp(
    'smoke',
    "Run the contracts' queries and check that each touches only the partitions that it needs.",
    [
      { line: 'npx sluice smoke', does: 'every dataset of the lake' },
      { line: 'npx sluice smoke flights --lake ~/lake', does: 'one, in another lake' },
    ],
    'a query is a full scan, finds no data, or is not as its contract expects',
  )
    .argument('[dataset...]', 'datasets (default: all that the lake has a table of)')
    .option('--lake <dir>', 'the lake (default: $SLUICE_LAKE, or .sluice/demo of this checkout)')
    .option('--project <dir>', 'folder that holds contracts/ (default: this checkout)')
    .action((ids: string[], options: SmokeOptions) => smoke(session, ids, options));
}

async function smoke(session: Session, ids: readonly string[], options: SmokeOptions): Promise<void> {
  const { loadDataset, loadRegistry } = await import('@sluice/contract');
  const { projectRoot } = await import('../datasets.ts');
  const { existingLake } = await import('../lake/layout.ts');
  const { withService } = await import('../service.ts');
  const { smokeDataset } = await import('../smoke/smoke.ts');
  const { smokeTable } = await import('../smoke/present.ts');
  const { counted } = await import('../terminal/numbers.ts');
  const { registeredPartitions } = await import('../verify/registered.ts');
  const root = projectRoot(session, options.project);
  const contracts = (ids.length === 0 ? loadRegistry(root).datasets : ids).map((id) => loadDataset(root, id));
  const lake = existingLake(lakePath(session, options.lake, 'demo'));
  const progress = progressOf(session, options);
  try {
    progress.step(
      'smoke',
      contracts.reduce((sum, { dataset }) => sum + dataset.queries.length, 0),
    );
    const results = await withService(lake, { environment: session.environment, attach: true }, async ({ clients }) => {
      const found = [];
      // Nobody named them: a lake need not hold every dataset that is registered.
      const tables = ids.length === 0 ? await registeredPartitions(clients) : undefined;
      const asked = contracts.filter(({ dataset }) => tables?.has(dataset.id) !== false);
      for (const contract of asked) {
        found.push(...(await smokeDataset(clients.query, lake, contract, session.signal)));
        progress.reached(found.length);
      }
      return found;
    });
    progress.clear();
    const failed = results.filter((each) => !each.passed).length;
    if (failed > 0 || results.length === 0) session.exitCode = EXIT.checkFailed;
    if (options.json === true) return printJson(session, { ok: session.exitCode === EXIT.ok, lake: lake.root, queries: results });
    const { green, red } = session.terminal.paint;
    const verdict =
      failed > 0
        ? red(`✗ ${failed} of ${counted(results.length, 'query', 'queries')} ${failed === 1 ? 'fails' : 'fail'}`)
        : green(
            results.length === 1 ? '✓ The query touches only what it needs' : `✓ All ${results.length} queries touch only what they need`,
          );
    session.terminal.out(
      `\n${smokeTable(results, session.terminal)}\n${results.length === 0 ? red('✗ There is no query: no contract has one for a table of this lake') : verdict}\n`,
    );
  } finally {
    progress.clear();
  }
}
