import type { Partition } from '../glue/model.ts';
import { invalidRequest } from '../service/aws-error.ts';
import { translateError } from './messages.ts';
import type { CommandResult, Prepared, StatementContext } from './prepared.ts';
import type { PlannedScan } from './scan.ts';
import { planScans, planSelect } from './select.ts';
import { checkTokens, type SqlToken } from './sql-tokens.ts';
import { TokenReader } from './token-reader.ts';

/**
 * EXPLAIN: what a SELECT would read, without reading it. TYPE IO answers Trino's JSON; the other types answer the
 * tables and their partitions as text.
 */
export async function prepareExplain(
  sql: string,
  tokens: readonly SqlToken[],
  parameters: readonly string[],
  context: StatementContext,
): Promise<Prepared> {
  const reader = new TokenReader(tokens, sql);
  reader.expect('EXPLAIN');
  if (reader.accept('ANALYZE'))
    throw invalidRequest('EXPLAIN ANALYZE is not supported by the local service', 'MALFORMED_QUERY');
  const options = new Map<string, string>();
  if (reader.accept('(')) {
    do options.set(reader.name().toUpperCase(), reader.name().toUpperCase());
    while (reader.accept(','));
    reader.expect(')');
  }
  const type = options.get('TYPE') ?? 'DISTRIBUTED';
  const format = options.get('FORMAT') ?? (type === 'IO' ? 'JSON' : 'TEXT');
  if (!['IO', 'LOGICAL', 'DISTRIBUTED', 'VALIDATE'].includes(type) || (type === 'IO') !== (format === 'JSON')) {
    throw invalidRequest(
      `line 1:1: EXPLAIN with type ${type} and format ${format} is not supported by the local service`,
      'MALFORMED_QUERY',
    );
  }
  const query = reader.rest();
  checkTokens(
    tokens.filter((token) => token.start >= sql.length - query.length),
    sql,
  );
  const statement = await context.parser.parse(query, parameters);
  const run = async (): Promise<CommandResult> => {
    const connection = await context.parser.connect();
    try {
      const scans = await planScans(await planSelect(query, statement, context), connection, context);
      if (type === 'VALIDATE')
        return { columns: [{ name: 'Valid', type: 'boolean', precision: 0, scale: 0 }], rows: [['true']] };
      const text = type === 'IO' ? JSON.stringify(ioPlan(scans), undefined, 2) : textPlan(scans);
      return {
        columns: [{ name: 'Query Plan', type: 'varchar', precision: 0, scale: 0 }],
        rows: text.split('\n').map((line) => [line]),
      };
    } catch (error) {
      throw translateError(error, query, statement, () => undefined);
    } finally {
      connection.closeSync();
    }
  };
  return { kind: 'command', sql, statementType: 'UTILITY', substatementType: 'EXPLAIN', run };
}

/** The values of one key over some partitions, in order, each once. */
function keyValues(partitions: readonly Partition[], index: number): string[] {
  return [...new Set(partitions.map((partition) => partition.Values[index] ?? ''))].sort();
}

/**
 * Trino's IO plan: per table, the values of every partition key that is read. `SluicePartitions` is added, because
 * values per key describe a product, and the partitions that are read may be fewer.
 */
function ioPlan(scans: readonly PlannedScan[]): unknown {
  const unknown = {
    outputRowCount: 'NaN',
    outputSizeInBytes: 'NaN',
    cpuCost: 'NaN',
    maxMemory: 'NaN',
    networkCost: 'NaN',
  };
  return {
    inputTableColumnInfos: scans.map(({ use, kept, registered }) => ({
      table: { catalog: 'awsdatacatalog', schemaTable: { schema: use.table.DatabaseName, table: use.table.Name } },
      constraint: {
        none: use.keys.length > 0 && kept.length === 0,
        // Like Trino: a table that is read without a condition on its keys has no constraint.
        columnConstraints: (use.filters.length === 0 ? [] : use.keys).map((key, index) => ({
          columnName: key.name,
          type: key.athena,
          domain: {
            nullsAllowed: false,
            ranges: keyValues(kept, index).map((value) => ({
              low: { value, bound: 'EXACTLY' },
              high: { value, bound: 'EXACTLY' },
            })),
          },
        })),
      },
      estimate: unknown,
      SluicePartitions: {
        registered,
        touched: use.keys.length === 0 ? 1 : kept.length,
        values: kept.map((partition) => partition.Values),
      },
    })),
    estimate: unknown,
  };
}

function textPlan(scans: readonly PlannedScan[]): string {
  const lines = scans.flatMap(({ use, kept, registered, files }, index) => [
    `Fragment ${index + 1} [SOURCE]`,
    `    TableScan[table = awsdatacatalog:${use.table.DatabaseName}:${use.table.Name}]`,
    ...use.keys.flatMap((key, position) => [
      `        ${key.name} := ${key.name}:${key.athena}:PARTITION_KEY`,
      `            :: [${keyValues(kept, position)
        .map((value) => `[${value}]`)
        .join(', ')}]`,
    ]),
    `        ${use.keys.length === 0 ? 'not partitioned' : `partitions: ${kept.length} of ${registered}`}, ` +
      `files: ${files.length}`,
  ]);
  return ['Query Plan', ...(lines.length === 0 ? ['    no table'] : lines)].join('\n');
}
