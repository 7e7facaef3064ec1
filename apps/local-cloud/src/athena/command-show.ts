import type { Table } from '../glue/model.ts';
import { partitionPath } from '../glue/partition-values.ts';
import { invalidRequest } from '../service/aws-error.ts';
import type { ResultColumn } from './execution-store.ts';
import type { Command, StatementContext } from './prepared.ts';
import type { TokenReader } from './token-reader.ts';

/** SHOW DATABASES, SHOW TABLES, SHOW VIEWS, SHOW PARTITIONS, SHOW COLUMNS. */
export function showCommand(reader: TokenReader, { catalog, database }: StatementContext): Command {
  if (reader.accept('DATABASES') || reader.accept('SCHEMAS')) {
    const wanted = readPattern(reader);
    return listing('SHOW_DATABASES', 'database_name', () =>
      catalog
        .databases()
        .map((item) => item.Name)
        .filter(wanted),
    );
  }
  const views = reader.accept('VIEWS');
  if (views || reader.accept('TABLES')) {
    const base = reader.accept('IN') || reader.accept('FROM') ? reader.name() : database;
    const wanted = readPattern(reader);
    const names = (): string[] =>
      catalog
        .tables(base)
        .filter((table) => !views || table.TableType === 'VIRTUAL_VIEW')
        .map((table) => table.Name);
    return listing(views ? 'SHOW_VIEWS' : 'SHOW_TABLES', views ? 'views' : 'tab_name', () => names().filter(wanted));
  }
  if (reader.accept('PARTITIONS')) {
    const { database: base, name } = reader.qualifiedName(database);
    return listing('SHOW_PARTITIONS', 'partition', () => {
      const keys = (catalog.table(base, name).PartitionKeys ?? []).map((key) => key.Name);
      return catalog.partitions(base, name).map((partition) => partitionPath(keys, partition.Values));
    });
  }
  if (reader.accept('COLUMNS')) {
    if (!reader.accept('IN')) reader.expect('FROM');
    const { database: base, name } = reader.qualifiedName(database);
    return listing('SHOW_COLUMNS', 'field', () => allColumns(catalog.table(base, name)).map((column) => column.Name));
  }
  throw invalidRequest('Queries of this type are not supported', 'MALFORMED_QUERY');
}

/** DESCRIBE table: one line per column, partition keys again below, as Hive prints it. */
export function describeCommand(reader: TokenReader, { catalog, database }: StatementContext): Command {
  if (!reader.accept('FORMATTED')) reader.accept('EXTENDED');
  const { database: base, name } = reader.qualifiedName(database);
  const columns = ['col_name', 'data_type', 'comment'].map(textColumn);
  return {
    substatementType: 'DESCRIBE_TABLE',
    run: () => {
      const table = catalog.table(base, name);
      const line = (column: { readonly Name: string; readonly Type?: string; readonly Comment?: string }): string[] => [
        [column.Name, column.Type ?? '', column.Comment ?? ''].map((part) => part.padEnd(20)).join('\t'),
      ];
      const keys = table.PartitionKeys ?? [];
      const heading =
        keys.length === 0
          ? []
          : [
              ['\t \t '],
              ['# Partition Information\t \t '],
              ['# col_name            \tdata_type           \tcomment             '],
              ['\t \t '],
            ];
      return { columns, rows: [...allColumns(table).map(line), ...heading, ...keys.map(line)] };
    },
  };
}

function allColumns(table: Table) {
  return [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])];
}

function listing(substatementType: string, column: string, names: () => readonly string[]): Command {
  return { substatementType, run: () => ({ columns: [textColumn(column)], rows: names().map((name) => [name]) }) };
}

function textColumn(name: string): ResultColumn {
  return { name, type: 'string', precision: 0, scale: 0 };
}

/** `'sales*|flights'` with Hive's `*`; LIKE before it is optional. */
function readPattern(reader: TokenReader): (name: string) => boolean {
  reader.accept('LIKE');
  if (reader.atEnd()) return () => true;
  const source = reader
    .text()
    .split('|')
    .map((part) => part.replaceAll(/[\\^$.+?()[\]{}]/g, '\\$&').replaceAll('*', '.*'))
    .join('|');
  const pattern = new RegExp(`^(?:${source})$`, 'i');
  return (name) => pattern.test(name);
}
