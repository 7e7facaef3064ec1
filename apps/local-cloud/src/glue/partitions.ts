import { createHash } from 'node:crypto';
import { AwsError, alreadyExists, entityNotFound, invalidInput } from '../service/aws-error.ts';
import { ACCOUNT_ID, epochSeconds } from '../service/clock.ts';
import type { Input, Json } from '../service/input.ts';
import { page } from '../service/paging.ts';
import { type Catalog, type CatalogChange, fold } from './catalog.ts';
import { parseExpression } from './expression.ts';
import { bindExpression } from './expression-evaluate.ts';
import { type Partition, partitionKey, type Table } from './model.ts';
import { glue, NAME, type NamedOperation, optional } from './operations.ts';

/** Single-partition operations and GetPartitions. */
export function partitionOperations(catalog: Catalog): NamedOperation[] {
  return [
    glue('CreatePartition', (input) => {
      const table = tableOf(catalog, input);
      catalog.commit([additionOf(catalog, table, input.object('PartitionInput'))]);
    }),
    glue('GetPartition', (input) => ({
      Partition: existing(catalog, tableOf(catalog, input), input.texts('PartitionValues', { required: true })),
    })),
    glue('UpdatePartition', (input) => {
      const table = tableOf(catalog, input);
      catalog.commit(
        updateOf(
          catalog,
          table,
          input.texts('PartitionValueList', { max: 100, required: true }),
          input.object('PartitionInput'),
        ),
      );
    }),
    glue('DeletePartition', (input) => {
      const table = tableOf(catalog, input);
      const { Values } = existing(catalog, table, input.texts('PartitionValues', { required: true }));
      catalog.commit([removalOf(table, Values)]);
    }),
    glue('GetPartitions', (input) => getPartitions(catalog, input)),
  ];
}

/** The table that a partition operation names. */
export function tableOf(catalog: Catalog, input: Input): Table {
  return catalog.table(input.text('DatabaseName', NAME), input.text('TableName', NAME));
}

/** The partition of these values, or EntityNotFoundException. */
export function existing(catalog: Catalog, table: Table, values: readonly string[]): Partition {
  checkValues(table, values);
  const found = catalog.findPartition(table.DatabaseName, table.Name, values);
  if (found === undefined) throw entityNotFound(`Cannot find partition.`);
  return found;
}

/** The change that adds a partition which must not exist. */
export function additionOf(catalog: Catalog, table: Table, input: Input): CatalogChange {
  const partition = partitionOf(table, input, epochSeconds());
  if (catalog.findPartition(table.DatabaseName, table.Name, partition.Values) !== undefined)
    throw alreadyExists('Partition already exists.');
  return {
    kind: 'partition',
    database: table.DatabaseName,
    table: table.Name,
    values: partition.Values,
    value: partition,
  };
}

/** The change that removes a partition. */
export function removalOf(table: Table, values: readonly string[]): CatalogChange {
  return { kind: 'partition', database: table.DatabaseName, table: table.Name, values, value: null };
}

/** The changes that replace a partition, under other values when the input says so. */
export function updateOf(catalog: Catalog, table: Table, values: readonly string[], input: Input): CatalogChange[] {
  const before = existing(catalog, table, values);
  const value = partitionOf(table, input, before.CreationTime);
  if (partitionKey(value.Values) === partitionKey(values)) {
    return [{ kind: 'partition', database: table.DatabaseName, table: table.Name, values, value }];
  }
  return [removalOf(table, values), additionOf(catalog, table, input)];
}

function partitionOf(table: Table, input: Input, created: number): Partition {
  const values = input.texts('Values', { required: true });
  checkValues(table, values);
  input.optionalObject('StorageDescriptor')?.optionalText('Location', { max: 2056 });
  const members: Json = Object.fromEntries(
    Object.entries(input.raw()).filter(
      ([name, value]) =>
        ['LastAccessTime', 'StorageDescriptor', 'Parameters', 'LastAnalyzedTime'].includes(name) && value !== null,
    ),
  );
  return {
    ...members,
    Values: values,
    DatabaseName: table.DatabaseName,
    TableName: table.Name,
    CreationTime: created,
    CatalogId: ACCOUNT_ID,
  };
}

function checkValues(table: Table, values: readonly string[]): void {
  const keys = table.PartitionKeys?.length ?? 0;
  if (values.length === keys && keys > 0 && values.every((value) => value !== '')) return;
  if (values.length === keys && keys > 0) throw invalidInput('A partition value must not be empty');
  throw invalidInput('The number of partition keys do not match the number of partition values');
}

function getPartitions(catalog: Catalog, input: Input): Json {
  const table = tableOf(catalog, input);
  const expression = input.optionalText('Expression', { max: 2048 });
  const segment = segmentOf(input.optionalObject('Segment'));
  const filter =
    expression === undefined || expression.trim() === ''
      ? undefined
      : bindExpression(parseExpression(expression), table.PartitionKeys ?? [], expression);
  const all = catalog.partitions(table.DatabaseName, table.Name);
  const chosen = all.filter(
    (partition) => segment(partition.Values) && (filter === undefined || filter(partition.Values)),
  );
  const { items, nextToken } = page(chosen, (partition) => partitionKey(partition.Values), {
    token: input.optionalText('NextToken'),
    size: input.optionalInteger('MaxResults', 1, 1000) ?? 1000,
    scope: ['partitions', table.DatabaseName, fold(table.Name), expression, input.raw()['Segment']],
    refuse: () => invalidInput('NextToken is not valid'),
  });
  const bare = input.optionalFlag('ExcludeColumnSchema') === true;
  return { Partitions: bare ? items.map(withoutColumns) : items, ...optional('NextToken', nextToken) };
}

/** Segments share the partitions out by a hash of their values, so that together they give each one once. */
function segmentOf(input: Input | undefined): (values: readonly string[]) => boolean {
  if (input === undefined) return () => true;
  const total = input.optionalInteger('TotalSegments', 1, 10);
  const number = input.optionalInteger('SegmentNumber', 0, 9);
  if (total === undefined || number === undefined) throw input.refuse('SegmentNumber', 'Member must not be null');
  if (number >= total) throw new AwsError('InvalidInputException', 'SegmentNumber must be less than TotalSegments');
  return (values) => createHash('sha256').update(partitionKey(values)).digest().readUInt32BE(0) % total === number;
}

function withoutColumns(partition: Partition): Partition {
  if (partition.StorageDescriptor === undefined) return partition;
  const { Columns: _columns, ...descriptor } = partition.StorageDescriptor;
  return { ...partition, StorageDescriptor: descriptor };
}
