import type { Column } from '../glue/model.ts';
import { createTable, deleteTable } from '../glue/tables.ts';
import { parseUri } from '../objects/objects.ts';
import { invalidRequest } from '../service/aws-error.ts';
import { ACCOUNT_ID, epochSeconds } from '../service/clock.ts';
import { Input } from '../service/input.ts';
import { QueryFailure } from './failure.ts';
import { type Command, NO_ROWS, type StatementContext } from './prepared.ts';
import type { TokenReader } from './token-reader.ts';
import { parseHiveType } from './types.ts';
import { hiveType, viewColumns } from './view-columns.ts';
import { wrapView } from './views.ts';

const PARQUET = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    Parameters: { 'serialization.format': '1' },
  },
};

/** CREATE DATABASE, CREATE EXTERNAL TABLE, CREATE VIEW. */
export async function createCommand(reader: TokenReader, context: StatementContext): Promise<Command> {
  if (reader.accept('EXTERNAL', 'TABLE')) return createTableCommand(reader, context);
  const replace = reader.accept('OR', 'REPLACE');
  if (reader.accept('VIEW')) return createViewCommand(reader, context, replace);
  if (replace || !(reader.accept('DATABASE') || reader.accept('SCHEMA')))
    throw invalidRequest('Queries of this type are not supported', 'MALFORMED_QUERY');
  const lenient = reader.accept('IF', 'NOT', 'EXISTS');
  const name = reader.name();
  const comment = reader.accept('COMMENT') ? reader.text() : undefined;
  const location = reader.accept('LOCATION') ? reader.text() : undefined;
  return {
    substatementType: 'CREATE_DATABASE',
    run: () => {
      if (context.catalog.findDatabase(name) !== undefined) {
        if (lenient) return NO_ROWS;
        throw failed(`Database ${name} already exists`);
      }
      const value = {
        Name: name,
        CreateTime: epochSeconds(),
        CatalogId: ACCOUNT_ID,
        ...(comment ? { Description: comment } : {}),
        ...(location ? { LocationUri: location } : {}),
      };
      context.catalog.commit([{ kind: 'database', database: name, value }]);
      return NO_ROWS;
    },
  };
}

/** DROP DATABASE, DROP TABLE, DROP VIEW. */
export function dropCommand(reader: TokenReader, { catalog, database }: StatementContext): Command {
  const isDatabase = reader.accept('DATABASE') || reader.accept('SCHEMA');
  const isView = !isDatabase && reader.accept('VIEW');
  if (!isDatabase && !isView) reader.expect('TABLE');
  const lenient = reader.accept('IF', 'EXISTS');
  if (isDatabase) {
    const name = reader.name();
    const cascade = reader.accept('CASCADE');
    if (!cascade) reader.accept('RESTRICT');
    return {
      substatementType: 'DROP_DATABASE',
      run: () => {
        if (catalog.findDatabase(name) === undefined) {
          if (lenient) return NO_ROWS;
          throw failed(`Database does not exist: ${name}`);
        }
        if (!cascade && catalog.tables(name).length > 0)
          throw failed(`Database ${name} is not empty. One or more tables exist.`);
        catalog.commit([{ kind: 'database', database: name, value: null }]);
        return NO_ROWS;
      },
    };
  }
  const table = reader.qualifiedName(database);
  return {
    substatementType: isView ? 'DROP_VIEW' : 'DROP_TABLE',
    run: () => {
      const found = catalog.findTable(table.database, table.name);
      if (found === undefined || (found.TableType === 'VIRTUAL_VIEW') !== isView) {
        if (lenient && found === undefined) return NO_ROWS;
        throw failed(`${isView ? 'View' : 'Table'} not found ${table.name}`);
      }
      deleteTable(catalog, table.database, table.name);
      return NO_ROWS;
    },
  };
}

function createTableCommand(reader: TokenReader, { catalog, database }: StatementContext): Command {
  const lenient = reader.accept('IF', 'NOT', 'EXISTS');
  const table = reader.qualifiedName(database);
  const columns = reader.list(() => readColumn(reader));
  let description: string | undefined;
  let keys: Column[] = [];
  let location: string | undefined;
  let parameters: Record<string, string> = {};
  while (!reader.atEnd()) {
    if (reader.accept('COMMENT')) description = reader.text();
    else if (reader.accept('PARTITIONED', 'BY')) keys = reader.list(() => readColumn(reader));
    else if (reader.accept('ROW', 'FORMAT', 'SERDE')) {
      if (reader.text() !== PARQUET.SerdeInfo.SerializationLibrary) throw onlyParquet();
      if (reader.accept('WITH', 'SERDEPROPERTIES')) readProperties(reader);
    } else if (reader.accept('STORED', 'AS', 'INPUTFORMAT')) {
      if (reader.text() !== PARQUET.InputFormat) throw onlyParquet();
      reader.expect('OUTPUTFORMAT');
      reader.text();
    } else if (reader.accept('STORED', 'AS')) {
      if (reader.name() !== 'parquet') throw onlyParquet();
    } else if (reader.accept('LOCATION')) location = reader.text();
    else if (reader.accept('TBLPROPERTIES')) parameters = readProperties(reader);
    else throw reader.refuse("one of 'COMMENT', 'PARTITIONED', 'ROW', 'STORED', 'LOCATION', 'TBLPROPERTIES'");
  }
  return {
    substatementType: 'CREATE_TABLE',
    run: () => {
      if (catalog.findTable(table.database, table.name) !== undefined) {
        if (lenient) return NO_ROWS;
        throw failed(`AlreadyExistsException(message:Table ${table.name} already exists)`);
      }
      if (catalog.findDatabase(table.database) === undefined)
        throw failed(`SemanticException [Error 10072]: Database does not exist: ${table.database}`);
      if (location === undefined)
        throw new QueryFailure('FAILED', 'SemanticException table location must be specified');
      if (parseUri(location) === undefined) throw failed(`IllegalArgumentException ${location} is not a valid S3 path`);
      for (const { Name, Type } of [...columns, ...keys]) {
        if (parseHiveType(Type ?? '') === undefined)
          throw failed(`ParseException: type ${Type} of column ${Name} is not recognized`);
      }
      const names = [...columns, ...keys].map((column) => column.Name);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined)
        throw failed(`SemanticException [Error 10035]: Column repeated in partitioning columns or twice: ${twice}`);
      const StorageDescriptor = {
        ...PARQUET,
        Columns: columns,
        Location: location,
        Compressed: false,
        NumberOfBuckets: -1,
        StoredAsSubDirectories: false,
      };
      const input = {
        Name: table.name,
        TableType: 'EXTERNAL_TABLE',
        Parameters: { EXTERNAL: 'TRUE', ...parameters },
        PartitionKeys: keys,
        StorageDescriptor,
        ...(description === undefined ? {} : { Description: description }),
      };
      createTable(catalog, table.database, new Input(input, 'InvalidInputException'));
      return NO_ROWS;
    },
  };
}

async function createViewCommand(reader: TokenReader, context: StatementContext, replace: boolean): Promise<Command> {
  const view = reader.qualifiedName(context.database);
  reader.expect('AS');
  const sql = reader.rest();
  const statement = await context.parser.parse(sql);
  return {
    substatementType: 'CREATE_VIEW',
    run: async () => {
      const columns = await viewColumns(sql, statement, context);
      const { catalog } = context;
      const before = catalog.findTable(view.database, view.name);
      if (before !== undefined && (!replace || before.TableType !== 'VIRTUAL_VIEW'))
        throw failed(`View already exists: ${view.database}.${view.name}`);
      if (before !== undefined) deleteTable(catalog, view.database, view.name);
      const input = {
        Name: view.name,
        TableType: 'VIRTUAL_VIEW',
        Parameters: { presto_view: 'true', comment: 'Presto View' },
        PartitionKeys: [],
        StorageDescriptor: {
          Columns: columns.map(({ name, type }) => ({ Name: name, Type: hiveType(type) })),
          Location: '',
        },
        ViewOriginalText: wrapView(sql, view.database, columns),
        ViewExpandedText: '/* Presto View */',
      };
      createTable(catalog, view.database, new Input(input, 'InvalidInputException'));
      return NO_ROWS;
    },
  };
}

function readColumn(reader: TokenReader): Column {
  const Name = reader.name();
  const Type = reader.type();
  return reader.accept('COMMENT') ? { Name, Type, Comment: reader.text() } : { Name, Type };
}

function readProperties(reader: TokenReader): Record<string, string> {
  return Object.fromEntries(
    reader.list(() => {
      const key = reader.text();
      reader.expect('=');
      return [key, reader.text()];
    }),
  );
}

function onlyParquet(): Error {
  return invalidRequest('Only tables stored as PARQUET are supported by the local service', 'MALFORMED_QUERY');
}

function failed(message: string): QueryFailure {
  return new QueryFailure('FAILED', message);
}
