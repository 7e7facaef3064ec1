import type { TargetOptions } from '@sluice/lake';
import type { QueryClient } from '@sluice/query';
import { CliError, type CommonOptions, lakePath, printJson, type Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';
import { actsOnTarget, meansTarget, withTarget } from '../../terminal/on-target.ts';
import { wholeNumber } from '../../terminal/whole-number.ts';

interface QueryOptions extends CommonOptions, TargetOptions {
  readonly lake?: string;
  readonly limit: number;
}

/** Rows that a person reads; the query itself is not changed. */
const SHOWN_ROWS = 100;

/** `sluice query "<sql>"`: asks the tables of a lake, as Athena would. */
export function queryCommand(session: Session): Command {
  const command = commandWithHelp('query', 'Ask the tables of a lake in SQL, as Athena would, and see what it cost.', [
    {
      line: 'npx sluice query "SELECT carrier, count(*) FROM flights WHERE month = \'07\' GROUP BY carrier"',
      does: '',
    },
    { line: 'npx sluice query "SHOW TABLES"', does: '' },
    { line: 'npx sluice query "SELECT * FROM sales LIMIT 5" --lake ~/lake --json', does: '' },
  ]);
  return actsOnTarget(command)
    .argument('<sql>', 'one statement')
    .option(
      '--lake <dir>',
      'a lake on folders (default: $SLUICE_LAKE, the local lake when it is up, or .sluice/demo of this checkout)',
    )
    .option('--limit <rows>', 'rows to show at most', wholeNumber('--limit', 1, 1_000_000), SHOWN_ROWS)
    .action((sql: string, options: QueryOptions) => query(session, sql, options));
}

async function query(session: Session, sql: string, options: QueryOptions): Promise<void> {
  const { existingLake } = await import('@sluice/lake/folder');
  const { withService } = await import('../service.ts');
  const { answerJson, answerText } = await import('./present.ts');
  const { changingWord } = await import('@sluice/query');
  const ask = (client: QueryClient) => client.run(sql, { signal: session.signal, maxRows: options.limit });
  const result = (await meansTarget(session, options, options.lake))
    ? await withTarget(session, options, (target) => {
        const word = changingWord(sql);
        // A table that is dropped fails the next deployment of its stack.
        if (word !== undefined) throw new CliError('SLC8039', `${word} does not only read`);
        return ask(target.query);
      })
    : await withService(
        existingLake(lakePath(session, options.lake, 'demo')),
        { environment: session.environment, attach: true },
        ({ clients }) => ask(clients.query),
      );
  if (options.json === true) return printJson(session, { ok: true, ...answerJson(result) });
  session.terminal.out(answerText(result, session.terminal));
}
