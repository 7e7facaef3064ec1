import { type ErrorCode, registeredError, type SluiceErrorOptions } from '@sluice/protocol';

/** What can become of a query instead of a result. */
export const QUERY_ERRORS: readonly ErrorCode[] = [
  {
    code: 'SLC7001',
    title: 'query not understood',
    fault: 'user',
    why:
      'Athena refused the text: it is no statement that it runs, or a table, column or function in it does not ' +
      'exist, or types do not fit.',
    fix: 'Correct the statement at the line and column of the message.',
  },
  {
    code: 'SLC7002',
    title: 'query failed',
    fault: 'environment',
    why:
      'Athena understood the query and could not finish it: a file is missing or damaged, or a value cannot ' +
      'be converted.',
    fix: 'Read the reason; for files, `sluice verify` tells what is missing from the lake.',
  },
  {
    code: 'SLC7003',
    title: 'scan limit exceeded',
    fault: 'user',
    why: 'The workgroup stops a query that reads more bytes than its cut-off.',
    fix: 'Name the partition keys in the WHERE clause, read fewer columns, or raise the cut-off of the workgroup.',
  },
  {
    code: 'SLC7004',
    title: 'query cancelled',
    fault: 'user',
    why: 'Somebody stopped the query, or the time that the caller gave was over.',
    fix: 'Run it again, with more time if it needs more.',
  },
  {
    code: 'SLC7005',
    title: 'query service not reachable',
    fault: 'environment',
    why: 'No answer from the address of Athena or Glue, or it refused the credentials.',
    fix: 'Check AWS_ENDPOINT_URL, the region and the credentials; locally, start the service.',
  },
  {
    code: 'SLC7006',
    title: 'query refused',
    fault: 'user',
    why:
      'The request names something that does not exist or breaks a rule of the service, such as an ' +
      'unknown workgroup.',
    fix: 'Correct what the message names.',
  },
  {
    code: 'SLC7007',
    title: 'plan not understood',
    fault: 'tool',
    why: 'The answer of EXPLAIN (TYPE IO, FORMAT JSON) has another form than the one this version reads.',
    fix: 'Report it with the plan; the query itself runs without it.',
  },
];

/** An error of a query, with its code. */
export class QueryError extends registeredError(QUERY_ERRORS) {
  override readonly name = 'QueryError';
  /** The query, when Athena gave it an id. */
  readonly queryId: string | undefined;

  constructor(
    code: string,
    message: string,
    options: SluiceErrorOptions & { readonly queryId?: string | undefined } = {},
  ) {
    const { queryId, ...rest } = options;
    super(code, message, rest);
    this.queryId = queryId;
  }
}

/** Error names of Athena that say: the text is at fault. */
const TEXT_AT_FAULT =
  /^(?:SYNTAX_ERROR|TYPE_MISMATCH|TYPE_NOT_FOUND|COLUMN_NOT_FOUND|TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|FUNCTION_NOT_FOUND|AMBIGUOUS_NAME|NOT_SUPPORTED|EXPRESSION_NOT_AGGREGATE|INVALID_FUNCTION_ARGUMENT|INVALID_ARGUMENTS|VIEW_IS_RECURSIVE|COLUMN_NAME_NOT_SPECIFIED|FAILED: SemanticException)\b/;

/** The error of a query that ended in another state than SUCCEEDED. */
export function errorOfState(state: string, reason: string, queryId: string): QueryError {
  if (/Bytes scanned limit was exceeded/i.test(reason)) return new QueryError('SLC7003', reason, { queryId });
  if (state === 'CANCELLED') return new QueryError('SLC7004', reason || 'the query was cancelled', { queryId });
  return new QueryError(
    TEXT_AT_FAULT.test(reason) ? 'SLC7001' : 'SLC7002',
    reason || 'the query failed without a reason',
    { queryId },
  );
}

/** The error of a request that the service did not take, or never got. */
export function errorOfRequest(error: unknown): unknown {
  if (error instanceof QueryError || !(error instanceof Error)) return error;
  const { name, message, cause } = error;
  if (name === 'InvalidRequestException') {
    const malformed =
      (error as { AthenaErrorCode?: string }).AthenaErrorCode === 'MALFORMED_QUERY' || /^line \d+:\d+:/.test(message);
    return new QueryError(malformed ? 'SLC7001' : 'SLC7006', message, { cause: error });
  }
  if (/NotFoundException$|ValidationException$|InvalidInputException$|MetadataException$/.test(name))
    return new QueryError('SLC7006', message, { cause: error });
  const code = (error as NodeJS.ErrnoException).code ?? (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const unreachable =
    /^(?:ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EHOST)/.test(code) ||
    /CredentialsProviderError|UnrecognizedClient|InvalidSignature|ExpiredToken|AccessDenied|TimeoutError/.test(name);
  return unreachable ? new QueryError('SLC7005', message || code || name, { cause: error }) : error;
}
