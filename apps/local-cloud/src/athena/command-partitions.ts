import type { CatalogChange } from '../glue/catalog.ts';
import { type Partition, partitionKey, type Table } from '../glue/model.ts';
import { partitionPath, unescapePath } from '../glue/partition-values.ts';
import { additionOf, removalOf } from '../glue/partitions.ts';
import { parseUri } from '../objects/objects.ts';
import { Input } from '../service/input.ts';
import { QueryFailure } from './failure.ts';
import { type Command, NO_ROWS, type StatementContext } from './prepared.ts';
import type { TokenReader } from './token-reader.ts';

/** ALTER TABLE … ADD | DROP PARTITION. */
export function alterCommand(reader: TokenReader, { catalog, database }: StatementContext): Command {
  const name = reader.qualifiedName(database);
  if (reader.accept('ADD')) {
    const lenient = reader.accept('IF', 'NOT', 'EXISTS');
    const specs: { spec: Map<string, string>; location: string | undefined }[] = [];
    do {
      reader.expect('PARTITION');
      const spec = readSpec(reader);
      specs.push({ spec, location: reader.accept('LOCATION') ? reader.text() : undefined });
    } while (!reader.atEnd());
    return {
      substatementType: 'ALTER_TABLE_ADD_PARTITION',
      run: () => {
        const table = catalog.table(name.database, name.name);
        const changes: CatalogChange[] = [];
        const added = new Set<string>();
        for (const { spec, location } of specs) {
          const values = fullValues(table, spec);
          if (
            added.has(partitionKey(values)) ||
            catalog.findPartition(table.DatabaseName, table.Name, values) !== undefined
          ) {
            if (lenient) continue;
            throw new QueryFailure('FAILED', 'AlreadyExistsException(message:Partition already exists.)');
          }
          added.add(partitionKey(values));
          changes.push(additionOf(catalog, table, partitionInput(table, values, location)));
        }
        catalog.commit(changes);
        return NO_ROWS;
      },
    };
  }
  reader.expect('DROP');
  const lenient = reader.accept('IF', 'EXISTS');
  const specs: Map<string, string>[] = [];
  do {
    reader.expect('PARTITION');
    specs.push(readSpec(reader));
  } while (reader.accept(','));
  return {
    substatementType: 'ALTER_TABLE_DROP_PARTITION',
    run: () => {
      const table = catalog.table(name.database, name.name);
      const partitions = catalog.partitions(table.DatabaseName, table.Name);
      const doomed = specs.map((spec) => partitions.filter((partition) => matches(table, partition, spec)));
      if (!lenient && doomed.some((found) => found.length === 0))
        throw new QueryFailure('FAILED', 'SemanticException [Error 10006]: Partition not found');
      const unique = new Map(doomed.flat().map((partition) => [partitionKey(partition.Values), partition.Values]));
      catalog.commit([...unique.values()].map((values) => removalOf(table, values)));
      return NO_ROWS;
    },
  };
}

/**
 * MSCK REPAIR TABLE: registers the `key=value` folders under the table's location that are not registered. It never
 * removes.
 */
export function repairCommand(reader: TokenReader, { catalog, database, objects }: StatementContext): Command {
  const name = reader.qualifiedName(database);
  return {
    substatementType: 'MSCK',
    run: async () => {
      const table = catalog.table(name.database, name.name);
      const location = (table.StorageDescriptor?.Location ?? '').replace(/\/*$/, '/');
      const keys = (table.PartitionKeys ?? []).map((key) => key.Name.toLowerCase());
      const found = new Map<string, { values: string[]; folder: string }>();
      for (const { uri } of await objects.list(location)) {
        const segments = uri.slice(location.length).split('/').slice(0, -1).slice(0, keys.length);
        const pairs = segments.map(
          (segment) =>
            [segment.slice(0, Math.max(segment.indexOf('='), 0)), segment.slice(segment.indexOf('=') + 1)] as const,
        );
        if (
          pairs.length !== keys.length ||
          pairs.some(([key, value], index) => key.toLowerCase() !== keys[index] || value === '')
        )
          continue;
        // What lies in a hidden folder, such as the remains of a write, is no data: it makes no partition.
        if (
          uri
            .slice(location.length)
            .split('/')
            .some((segment) => /^[_.]/.test(segment))
        )
          continue;
        const values = pairs.map(([, value]) => unescapePath(value));
        found.set(partitionKey(values), { values, folder: `${location}${segments.join('/')}/` });
      }
      const absent = [...found.values()].filter(
        ({ values }) => catalog.findPartition(table.DatabaseName, table.Name, values) === undefined,
      );
      catalog.commit(
        absent.map(({ values, folder }) => additionOf(catalog, table, partitionInput(table, values, folder))),
      );
      const lines = absent.map(({ folder }) => folder.slice(location.length, -1));
      if (lines.length === 0) return NO_ROWS;
      const columns = [{ name: 'msck', type: 'string', precision: 0, scale: 0 }];
      return {
        columns,
        rows: [
          [`Partitions not in metastore: ${lines.map((line) => `${table.Name}:${line}`).join(' ')}`],
          ...lines.map((line) => [`Repair: Added partition to metastore ${table.Name}:${line}`]),
        ],
      };
    },
  };
}

function readSpec(reader: TokenReader): Map<string, string> {
  return new Map(
    reader.list(() => {
      const key = reader.name();
      reader.expect('=');
      return [key, reader.value()] as const;
    }),
  );
}

function fullValues(table: Table, spec: ReadonlyMap<string, string>): string[] {
  const keys = (table.PartitionKeys ?? []).map((key) => key.Name.toLowerCase());
  const values = keys.flatMap((key) => spec.get(key) ?? []);
  if (values.length !== keys.length || spec.size !== keys.length) {
    throw new QueryFailure(
      'FAILED',
      'SemanticException [Error 10098]: Non-Partition column appears in the partition specification or a ' +
        'key is missing',
    );
  }
  return values;
}

function matches(table: Table, partition: Partition, spec: ReadonlyMap<string, string>): boolean {
  const keys = (table.PartitionKeys ?? []).map((key) => key.Name.toLowerCase());
  for (const key of spec.keys()) {
    if (!keys.includes(key))
      throw new QueryFailure(
        'FAILED',
        `SemanticException [Error 10098]: Non-Partition column ${key} appears in the partition specification`,
      );
  }
  return keys.every((key, index) => !spec.has(key) || spec.get(key) === partition.Values[index]);
}

function partitionInput(table: Table, values: readonly string[], location: string | undefined): Input {
  const base = (table.StorageDescriptor?.Location ?? '').replace(/\/*$/, '');
  const keys = (table.PartitionKeys ?? []).map((key) => key.Name);
  const Location = location ?? `${base}/${partitionPath(keys, values)}/`;
  if (parseUri(Location) === undefined)
    throw new QueryFailure('FAILED', `IllegalArgumentException ${Location} is not a valid S3 path`);
  const StorageDescriptor = { ...table.StorageDescriptor, Location };
  return new Input({ Values: values, StorageDescriptor }, 'InvalidInputException');
}
