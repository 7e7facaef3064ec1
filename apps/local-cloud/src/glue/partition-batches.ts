import { AwsError } from '../service/aws-error.ts';
import type { Input, Json } from '../service/input.ts';
import type { Catalog, CatalogChange } from './catalog.ts';
import { partitionKey } from './model.ts';
import { glue, type NamedOperation } from './operations.ts';
import { additionOf, existing, removalOf, tableOf, updateOf } from './partitions.ts';

/**
 * The batch operations on partitions: what fails, fails by itself and is reported in Errors; the rest is committed as
 * one.
 */
export function partitionBatchOperations(catalog: Catalog): NamedOperation[] {
  return [
    glue('BatchCreatePartition', (input) => {
      const table = tableOf(catalog, input);
      const items = input.objects('PartitionInputList', { max: 100, required: true });
      return runBatch(catalog, items, {
        valuesOf: (item) => item.texts('Values'),
        changesOf: (item) => [additionOf(catalog, table, item)],
        errorOf: (values, ErrorDetail) => ({ PartitionValues: values, ErrorDetail }),
        duplicate: () => new AwsError('AlreadyExistsException', 'Partition already exists.'),
      });
    }),
    glue('BatchDeletePartition', (input) => {
      const table = tableOf(catalog, input);
      const items = input.objects('PartitionsToDelete', { max: 25, required: true });
      return runBatch(catalog, items, {
        valuesOf: (item) => item.texts('Values'),
        changesOf: (item) => [
          removalOf(table, existing(catalog, table, item.texts('Values', { required: true })).Values),
        ],
        errorOf: (values, ErrorDetail) => ({ PartitionValues: values, ErrorDetail }),
        duplicate: () => new AwsError('EntityNotFoundException', 'Cannot find partition.'),
      });
    }),
    glue('BatchUpdatePartition', (input) => {
      const table = tableOf(catalog, input);
      const items = input.objects('Entries', { max: 100, required: true });
      return runBatch(catalog, items, {
        valuesOf: (item) => item.texts('PartitionValueList'),
        changesOf: (item) =>
          updateOf(catalog, table, item.texts('PartitionValueList', { required: true }), item.object('PartitionInput')),
        errorOf: (values, ErrorDetail) => ({ PartitionValueList: values, ErrorDetail }),
        duplicate: () => new AwsError('InvalidInputException', 'The partition is named twice in one request.'),
      });
    }),
    glue('BatchGetPartition', (input) => {
      const table = tableOf(catalog, input);
      const wanted = input
        .objects('PartitionsToGet', { max: 1000, required: true })
        .map((item) => item.texts('Values', { required: true }));
      const found = wanted.map((values) => catalog.findPartition(table.DatabaseName, table.Name, values));
      return {
        Partitions: found.filter((partition) => partition !== undefined),
        UnprocessedKeys: wanted
          .filter((_values, index) => found[index] === undefined)
          .map((values) => ({ Values: values })),
      };
    }),
  ];
}

interface Batch {
  readonly valuesOf: (item: Input) => readonly string[];
  readonly changesOf: (item: Input) => readonly CatalogChange[];
  readonly errorOf: (values: readonly string[], detail: Json) => Json;
  readonly duplicate: () => AwsError;
}

function runBatch(catalog: Catalog, items: readonly Input[], { valuesOf, changesOf, errorOf, duplicate }: Batch): Json {
  const changes: CatalogChange[] = [];
  const errors: Json[] = [];
  const seen = new Set<string>();
  const written = new Set<string>();
  for (const item of items) {
    const values = valuesOf(item);
    try {
      if (seen.has(partitionKey(values))) throw duplicate();
      const next = changesOf(item);
      // Two items may not both end as the same partition: the later one would silently win.
      const targets = next.flatMap((change) =>
        change.kind === 'partition' && change.value !== null ? [partitionKey(change.values)] : [],
      );
      if (targets.some((target) => written.has(target)))
        throw new AwsError('AlreadyExistsException', 'Partition already exists.');
      for (const target of targets) written.add(target);
      changes.push(...next);
      seen.add(partitionKey(values));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push(errorOf(values, { ErrorCode: error.type, ErrorMessage: error.message }));
    }
  }
  catalog.commit(changes);
  return { Errors: errors };
}
