import { invalidRequest } from '../service/aws-error.ts';
import { prepareCommand } from './commands.ts';
import { prepareExplain } from './explain.ts';
import type { Prepared, StatementContext } from './prepared.ts';
import { checkTokens, type Dialect, tokenizeSql } from './sql-tokens.ts';

/** Decides what a text is. Only SELECT, EXPLAIN and the DDL of this service pass. */
export async function prepare(
  sql: string,
  parameters: readonly string[],
  context: StatementContext,
): Promise<Prepared> {
  const text = sql.trim().replace(/;\s*$/, '');
  const tokens = tokenizeSql(text, dialectOf(text));
  const first = tokens.find((token) => token.kind !== 'comment');
  const keyword = first?.kind === 'symbol' ? first.text : (first?.text.toUpperCase() ?? '');
  if (['SELECT', 'WITH', '(', 'VALUES'].includes(keyword)) {
    checkTokens(tokens, text);
    const statement = await context.parser.parse(text, parameters);
    return { kind: 'select', sql: text, statement, statementType: 'DML', substatementType: 'SELECT' };
  }
  if (keyword === 'EXPLAIN') return prepareExplain(text, tokens, parameters, context);
  const command = await prepareCommand(text, tokens, context);
  if (command !== undefined) return command;
  if (keyword === '')
    throw invalidRequest(
      "line 1:1: mismatched input '<EOF>'. Expecting: 'ALTER', 'CREATE', 'DESCRIBE', 'DROP', 'EXPLAIN', 'MSCK', " +
        "'SELECT', 'SHOW', 'VALUES', 'WITH'",
      'MALFORMED_QUERY',
    );
  if (
    /^(?:INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|DROP|SHOW|UNLOAD|OPTIMIZE|VACUUM|GRANT|REVOKE|PREPARE|EXECUTE|USE|SET|CALL)$/.test(
      keyword,
    )
  ) {
    throw invalidRequest('Queries of this type are not supported', 'MALFORMED_QUERY');
  }
  throw invalidRequest(`line 1:1: mismatched input '${first?.text ?? ''}'. Expecting: <query>`, 'MALFORMED_QUERY');
}

/** A view is DDL whose body is a query. */
function dialectOf(sql: string): Dialect {
  const start = sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
  if (/^CREATE\s+(?:OR\s+REPLACE\s+)?VIEW\b/i.test(start)) return 'trino';
  return /^(?:CREATE|DROP|ALTER|MSCK|SHOW|DESCRIBE|DESC)\b/i.test(start) ? 'hive' : 'trino';
}
