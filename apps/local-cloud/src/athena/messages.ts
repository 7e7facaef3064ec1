import { AwsError } from '../service/aws-error.ts';
import { positionOf, QueryFailure } from './failure.ts';
import { findColumn } from './shape.ts';
import { offsetOf, type Tree } from './tree.ts';

/**
 * What DuckDB says of a query, in the words in which Athena says it. `uriOf` knows the object that a local path stands
 * for.
 */
export function translateError(
  error: unknown,
  sql: string,
  statement: Tree | undefined,
  uriOf: (path: string) => string | undefined,
): QueryFailure {
  if (error instanceof QueryFailure) return error;
  if (error instanceof AwsError) return new QueryFailure('FAILED', `SemanticException ${error.message}`);
  const message = error instanceof Error ? error.message : String(error);
  const first = message.split('\n')[0] ?? '';
  const at = (column: string): string => {
    const node = statement === undefined ? undefined : findColumn(statement, column);
    return positionOf(sql, node === undefined ? undefined : offsetOf(node));
  };
  const missing =
    /(?:Referenced column "([\s\S]+?)" not found|does not have a column named "([\s\S]+?)"|Referenced table "([\s\S]+?)" not found)/.exec(
      message,
    );
  if (missing !== null) {
    const name = missing[1] ?? missing[2] ?? missing[3] ?? '';
    return new QueryFailure(
      'COLUMN_NOT_FOUND',
      `${at(name)}: Column '${name}' cannot be resolved or requester is not authorized to access requested resources`,
    );
  }
  const ambiguous = /Ambiguous reference to (?:column name|table) "(.+?)"/.exec(first);
  if (ambiguous !== null)
    return new QueryFailure('AMBIGUOUS_NAME', `${at(ambiguous[1] ?? '')}: Column '${ambiguous[1]}' is ambiguous`);
  const ungrouped = /column "(.+?)" must appear in the GROUP BY clause/.exec(first);
  if (ungrouped !== null) {
    return new QueryFailure(
      'EXPRESSION_NOT_AGGREGATE',
      `${at(ungrouped[1] ?? '')}: '${ungrouped[1]}' must be an aggregate expression or appear in GROUP BY clause`,
    );
  }
  if (first.includes('DIVISION_BY_ZERO')) return new QueryFailure('DIVISION_BY_ZERO', 'Division by zero');
  const path = /"(\/[^"]+)"|'(\/[^']+)'/
    .exec(message)
    ?.slice(1)
    .find((part) => part !== undefined);
  const uri = path === undefined ? undefined : uriOf(path);
  if (uri !== undefined) return fileFailure(first, message, uri);
  if (first.includes('Could not parse string')) return new QueryFailure('INVALID_FUNCTION_ARGUMENT', plain(first));
  if (first.startsWith('Conversion Error')) return new QueryFailure('INVALID_CAST_ARGUMENT', plain(first));
  if (first.startsWith('Out of Memory'))
    return new QueryFailure('EXCEEDED_LOCAL_MEMORY_LIMIT', 'Query exceeded the memory limit of the local engine', 1);
  if (first.startsWith('Out of Range')) return new QueryFailure('NUMERIC_VALUE_OUT_OF_RANGE', plain(first));
  if (/No function matches|Could not choose a best candidate/.test(first))
    return new QueryFailure('FUNCTION_NOT_FOUND', `line 1:1: ${plain(first)}`);
  if (/^(?:Binder|Catalog|Parser) Error/.test(first))
    return new QueryFailure('SYNTAX_ERROR', `line 1:1: ${plain(first)}`);
  return new QueryFailure('GENERIC_INTERNAL_ERROR', plain(first), 1);
}

function fileFailure(first: string, message: string, uri: string): QueryFailure {
  if (/No files found|Cannot open file|No such file/.test(first)) {
    return new QueryFailure(
      'HIVE_CANNOT_OPEN_SPLIT',
      `Error opening Hive split ${uri}: The specified key does not exist.`,
      1,
    );
  }
  const cast = /the column "(.+?)" has type (.+?), but we are trying to read it as type (.+?)\./.exec(message);
  if (cast !== null) {
    return new QueryFailure(
      'HIVE_BAD_DATA',
      `Field ${cast[1]}'s type ${cast[2]} in parquet file ${uri} is incompatible with type ${cast[3]} defined in ` +
        'table schema',
    );
  }
  if (/magic bytes|too small to be a Parquet/.test(first))
    return new QueryFailure('HIVE_BAD_DATA', `Not valid Parquet file: ${uri}`);
  return new QueryFailure('HIVE_BAD_DATA', `Malformed Parquet file ${uri}`);
}

/** The first sentence without DuckDB's class of error and without a path of this machine. */
function plain(line: string): string {
  return line
    .replace(/^[A-Z][A-Za-z ]+ Error: /, '')
    .replaceAll(/(["'])\/[^"']+\1/g, 'a file')
    .replaceAll(/sluice_(?:scan|unnamed)_\d+(?:_\w+)?/g, 'the table');
}
