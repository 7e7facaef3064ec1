import type { Catalog } from '../glue/catalog.ts';
import type { Table } from '../glue/model.ts';
import { AwsError, invalidRequest } from '../service/aws-error.ts';
import type { Input, Json } from '../service/input.ts';
import { page } from '../service/paging.ts';
import { athena, type NamedOperation } from './operations.ts';

const DATA_CATALOG = { Name: 'AwsDataCatalog', Type: 'GLUE', Description: 'The catalog of this lake' };

/** Athena's own view of the catalog: databases and tables by name. */
export function catalogOperations(catalog: Catalog): NamedOperation[] {
  return [
    athena('GetDataCatalog', (input) => {
      checkCatalog(input.text('Name'));
      return { DataCatalog: DATA_CATALOG };
    }),
    athena('ListDataCatalogs', () => ({
      DataCatalogsSummary: [{ CatalogName: DATA_CATALOG.Name, Type: DATA_CATALOG.Type }],
    })),
    athena('GetDatabase', (input) => {
      checkCatalog(input.text('CatalogName'));
      return { Database: databaseOf(metadata(() => catalog.database(input.text('DatabaseName')))) };
    }),
    athena('ListDatabases', (input) => {
      checkCatalog(input.text('CatalogName'));
      const { items, nextToken } = page(catalog.databases(), (item) => item.Name, pagingOf(input, ['databases']));
      return { DatabaseList: items.map(databaseOf), ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    }),
    athena('GetTableMetadata', (input) => {
      checkCatalog(input.text('CatalogName'));
      return {
        TableMetadata: tableOf(metadata(() => catalog.table(input.text('DatabaseName'), input.text('TableName')))),
      };
    }),
    athena('ListTableMetadata', (input) => {
      checkCatalog(input.text('CatalogName'));
      const database = input.text('DatabaseName');
      const pattern = input.optionalText('Expression', { max: 256 });
      const wanted =
        pattern === undefined
          ? undefined
          : new RegExp(`^(?:${pattern.replaceAll(/[\\^$.+?()[\]{}]/g, '\\$&').replaceAll('*', '.*')})$`, 'i');
      const tables = metadata(() => catalog.tables(database)).filter((table) => wanted?.test(table.Name) ?? true);
      const { items, nextToken } = page(tables, (item) => item.Name, pagingOf(input, ['tables', database, pattern]));
      return { TableMetadataList: items.map(tableOf), ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    }),
  ];
}

function checkCatalog(name: string): void {
  if (name.toLowerCase() !== 'awsdatacatalog') throw invalidRequest(`Catalog ${name} was not found`);
}

/** Athena reports what Glue does not find as a MetadataException. */
function metadata<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (error instanceof AwsError && error.type === 'EntityNotFoundException')
      throw new AwsError('MetadataException', `${error.type}: ${error.message}`);
    throw error;
  }
}

function databaseOf(database: Json): Json {
  return { Name: database['Name'], Description: database['Description'], Parameters: database['Parameters'] ?? {} };
}

function tableOf(table: Table): Json {
  return {
    Name: table.Name,
    CreateTime: table.CreateTime,
    TableType: table.TableType ?? 'EXTERNAL_TABLE',
    Columns: table.StorageDescriptor?.Columns ?? [],
    PartitionKeys: table.PartitionKeys ?? [],
    Parameters: { ...table.Parameters, location: table.StorageDescriptor?.Location ?? '' },
  };
}

function pagingOf(input: Input, scope: readonly unknown[]) {
  return {
    token: input.optionalText('NextToken'),
    size: input.optionalInteger('MaxResults', 1, 50) ?? 50,
    scope,
    refuse: () => invalidRequest('NextToken is not valid'),
  };
}
