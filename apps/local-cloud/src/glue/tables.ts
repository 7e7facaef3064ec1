import { AwsError, alreadyExists, invalidInput } from '../service/aws-error.ts';
import { ACCOUNT_ID, epochSeconds } from '../service/clock.ts';
import type { Input, Json } from '../service/input.ts';
import { page } from '../service/paging.ts';
import { type Catalog, fold } from './catalog.ts';
import type { Table } from './model.ts';
import { glue, NAME, type NamedOperation, optional } from './operations.ts';

/** The members of a TableInput; anything else in it is dropped, as Glue drops it. */
const TABLE_INPUT = (
  'Name Description Owner LastAccessTime LastAnalyzedTime Retention StorageDescriptor PartitionKeys ' +
  'ViewOriginalText ViewExpandedText TableType Parameters TargetTable ViewDefinition'
).split(' ');

/** Create, read, update and delete tables. Versions have their own file. */
export function tableOperations(catalog: Catalog): NamedOperation[] {
  return [
    glue('CreateTable', (input) => createTable(catalog, input.text('DatabaseName', NAME), input.object('TableInput'))),
    glue('GetTable', (input) => ({ Table: catalog.table(input.text('DatabaseName', NAME), input.text('Name', NAME)) })),
    glue('GetTables', (input) => {
      const database = input.text('DatabaseName', NAME);
      const expression = input.optionalText('Expression', { max: 2048 });
      const matches = expression === undefined ? () => true : namePattern(expression);
      const tables = catalog.tables(database).filter((table) => matches(table.Name));
      const { items, nextToken } = page(tables, (table) => table.Name, {
        token: input.optionalText('NextToken'),
        size: input.optionalInteger('MaxResults', 1, 100) ?? 100,
        scope: ['tables', fold(database), expression],
        refuse: () => invalidInput('NextToken is not valid'),
      });
      return { TableList: items, ...optional('NextToken', nextToken) };
    }),
    glue('UpdateTable', (input) => updateTable(catalog, input)),
    glue('DeleteTable', (input) => deleteTable(catalog, input.text('DatabaseName', NAME), input.text('Name', NAME))),
    glue('BatchDeleteTable', (input) => {
      const database = input.text('DatabaseName', NAME);
      catalog.database(database);
      const names = [...new Set(input.texts('TablesToDelete', { max: 100, required: true }).map(fold))];
      const missing = names.filter((name) => catalog.findTable(database, name) === undefined);
      for (const name of names) if (!missing.includes(name)) deleteTable(catalog, database, name);
      return {
        Errors: missing.map((name) => ({
          TableName: name,
          ErrorDetail: { ErrorCode: 'EntityNotFoundException', ErrorMessage: 'Table not found' },
        })),
      };
    }),
  ];
}

/** Adds a table as version 0. */
export function createTable(catalog: Catalog, database: string, input: Input): void {
  catalog.database(database);
  const now = epochSeconds();
  const table = tableOf(input, { DatabaseName: fold(database), VersionId: '0', CreateTime: now, UpdateTime: now });
  if (catalog.findTable(database, table.Name) !== undefined) throw alreadyExists(`Table already exists.`);
  catalog.commit([{ kind: 'table', database: table.DatabaseName, table: table.Name, versions: [table] }]);
}

/** Removes a table with its versions and partitions; its files stay. */
export function deleteTable(catalog: Catalog, database: string, name: string): void {
  const table = catalog.table(database, name);
  catalog.commit([{ kind: 'table', database: table.DatabaseName, table: table.Name, versions: null }]);
}

function updateTable(catalog: Catalog, input: Input): void {
  const database = input.text('DatabaseName', NAME);
  const update = input.object('TableInput');
  const before = catalog.table(database, update.text('Name', NAME));
  const expected = input.optionalText('VersionId', NAME);
  if (expected !== undefined && expected !== before.VersionId) {
    throw new AwsError('ConcurrentModificationException', `Update table failed due to concurrent modifications.`);
  }
  const table = tableOf(update, {
    DatabaseName: before.DatabaseName,
    VersionId: String(Number(before.VersionId) + 1),
    CreateTime: before.CreateTime,
    UpdateTime: epochSeconds(),
  });
  const keysChanged = JSON.stringify(before.PartitionKeys ?? []) !== JSON.stringify(table.PartitionKeys ?? []);
  if (keysChanged && catalog.partitions(database, before.Name).length > 0) {
    throw invalidInput('Partition keys cannot be changed while the table has partitions.');
  }
  const archived = catalog.versions(database, before.Name);
  const kept = input.optionalFlag('SkipArchive') === true ? archived.slice(0, -1) : archived;
  catalog.commit([{ kind: 'table', database: table.DatabaseName, table: table.Name, versions: [...kept, table] }]);
}

function tableOf(
  input: Input,
  identity: Pick<Table, 'DatabaseName' | 'VersionId' | 'CreateTime' | 'UpdateTime'>,
): Table {
  const name = fold(input.text('Name', NAME));
  for (const column of input.objects('PartitionKeys')) column.text('Name', NAME);
  for (const column of input.optionalObject('StorageDescriptor')?.objects('Columns') ?? []) column.text('Name', NAME);
  const members: Json = Object.fromEntries(
    Object.entries(input.raw()).filter(([key, value]) => TABLE_INPUT.includes(key) && value !== null),
  );
  return {
    Retention: 0,
    ...members,
    ...identity,
    Name: name,
    CatalogId: ACCOUNT_ID,
    IsRegisteredWithLakeFormation: false,
  };
}

/** GetTables takes a regular expression for whole names; SHOW TABLES style `*` is the same as `.*`. */
function namePattern(expression: string): (name: string) => boolean {
  try {
    const pattern = new RegExp(`^(?:${expression.replace(/(?<![.)\]\\])\*/g, '.*')})$`, 'iu');
    return (name) => pattern.test(name);
  } catch {
    throw invalidInput(`Expression ${expression} is not a valid pattern`);
  }
}
