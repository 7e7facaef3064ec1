import type { Table } from '../glue/model.ts';
import { QueryFailure } from './failure.ts';

const WRAPPED = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/;

/** The text under which Athena keeps a view in the catalog. */
export function wrapView(
  originalSql: string,
  schema: string,
  columns: readonly { readonly name: string; readonly type: string }[],
): string {
  const view = { originalSql, catalog: 'awsdatacatalog', schema, columns };
  return `/* Presto View: ${Buffer.from(JSON.stringify(view), 'utf8').toString('base64')} */`;
}

/** The SELECT of a view in the catalog. */
export function viewSql(table: Table): string {
  const encoded = WRAPPED.exec(table.ViewOriginalText ?? '')?.[1];
  try {
    const { originalSql } = JSON.parse(Buffer.from(encoded ?? '', 'base64').toString('utf8')) as {
      originalSql?: unknown;
    };
    if (typeof originalSql === 'string') return originalSql;
  } catch {
    // Said below.
  }
  throw new QueryFailure(
    'INVALID_VIEW',
    `View '${table.DatabaseName}.${table.Name}' is stored in a form that Athena does not write`,
  );
}
