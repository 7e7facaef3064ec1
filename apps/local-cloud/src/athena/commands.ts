import { alterCommand, repairCommand } from './command-partitions.ts';
import { describeCommand, showCommand } from './command-show.ts';
import { createCommand, dropCommand } from './command-tables.ts';
import type { Command, Prepared, StatementContext } from './prepared.ts';
import type { SqlToken } from './sql-tokens.ts';
import { TokenReader } from './token-reader.ts';

/** Reads the DDL of this service; undefined when the statement is none of it. */
export async function prepareCommand(
  sql: string,
  tokens: readonly SqlToken[],
  context: StatementContext,
): Promise<Prepared | undefined> {
  const reader = new TokenReader(tokens, sql);
  const command = await read(reader, context);
  if (command === undefined) return undefined;
  reader.end();
  const utility = /^(?:SHOW|DESCRIBE)/.test(command.substatementType);
  return {
    kind: 'command',
    sql,
    statementType: utility ? 'UTILITY' : 'DDL',
    substatementType: command.substatementType,
    run: async () => command.run(),
  };
}

async function read(reader: TokenReader, context: StatementContext): Promise<Command | undefined> {
  if (reader.accept('CREATE')) return createCommand(reader, context);
  if (reader.accept('DROP')) return dropCommand(reader, context);
  if (reader.accept('ALTER', 'TABLE')) return alterCommand(reader, context);
  if (reader.accept('MSCK', 'REPAIR', 'TABLE')) return repairCommand(reader, context);
  if (reader.accept('SHOW')) return showCommand(reader, context);
  if (reader.accept('DESCRIBE') || reader.accept('DESC')) return describeCommand(reader, context);
  return undefined;
}
