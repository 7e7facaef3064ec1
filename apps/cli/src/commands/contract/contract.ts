import type { Session } from '@sluice/terminal';
import { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';
import { type CheckOptions, checkContracts, generateContracts, lintContracts } from './checks.ts';
import { type NewOptions, newContract } from './new.ts';

/** `sluice contract lint | generate | check | new`. */
export function contractCommand(session: Session): Command {
  const project = ['--project <dir>', 'folder that holds contracts/ (default: this checkout)'] as const;
  const lint = commandWithHelp(
    'lint',
    'Check contracts against the meta-schema and the lint rules.',
    [
      { line: 'npx sluice contract lint', does: 'all of them' },
      { line: 'npx sluice contract lint sales --json', does: 'one, for a program' },
    ],
    'a contract has errors',
  )
    .argument('[dataset...]', 'datasets (default: all)')
    .option(...project)
    .action((ids: string[], options: CheckOptions) => lintContracts(session, ids, options));
  const generate = commandWithHelp('generate', 'Write generated/ of contracts: validator, plan, table, row type.', [
    { line: 'npx sluice contract generate', does: 'all of them' },
    { line: 'npx sluice contract generate sales', does: 'one' },
  ])
    .argument('[dataset...]', 'datasets (default: all)')
    .option(...project)
    .action((ids: string[], options: CheckOptions) => generateContracts(session, ids, options));
  const check = commandWithHelp(
    'check',
    'Lint contracts, and check that generated/ is what they generate. Writes nothing.',
    [{ line: 'npx sluice contract check', does: 'what a pull request must pass' }],
    'a contract has errors, or generated files are out of date',
  )
    .argument('[dataset...]', 'datasets (default: all)')
    .option(...project)
    .action((ids: string[], options: CheckOptions) => checkContracts(session, ids, options));
  const create = commandWithHelp('new', 'Work out a contract from a CSV file, with the evidence for every column.', [
    { line: 'npx sluice contract new orders.csv --owner commerce', does: 'writes contracts/orders/' },
    { line: 'npx sluice contract new ventas.csv.gz --id sales --day-first', does: 'dates like 03/04/2026' },
    { line: 'npx sluice contract new orders.csv --dry-run', does: 'shows, writes nothing' },
  ])
    .argument('<csv>', 'a sample file, plain or gzip')
    .option('--id <id>', 'dataset id (default: from the name of the file)')
    .option('--owner <team>', 'the team that answers for it', 'unknown-team')
    .option('--day-first', 'read 03/04/2026 as the third of April')
    .option('--month-first', 'read 03/04/2026 as the fourth of March')
    .option('--dry-run', 'show what would be written, write nothing')
    .option(...project)
    .action((file: string, options: NewOptions) => newContract(session, file, options));
  const parent = new Command('contract')
    .description('Lint, generate, check and create contracts.')
    .helpOption('-h, --help', 'show this help');
  for (const command of [lint, generate, check, create]) parent.addCommand(command);
  return parent;
}
