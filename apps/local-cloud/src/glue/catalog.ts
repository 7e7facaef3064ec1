import { entityNotFound } from '../service/aws-error.ts';
import { Journal } from '../service/journal.ts';
import { byKey } from '../service/paging.ts';
import { type Database, type Partition, partitionKey, type Table } from './model.ts';

/** One durable change of the catalog; `null` removes. */
export type CatalogChange =
  | { readonly kind: 'database'; readonly database: string; readonly value: Database | null }
  | {
      readonly kind: 'table';
      readonly database: string;
      readonly table: string;
      readonly versions: readonly Table[] | null;
    }
  | {
      readonly kind: 'partition';
      readonly database: string;
      readonly table: string;
      readonly values: readonly string[];
      readonly value: Partition | null;
    };

interface TableState {
  /** Oldest first; the last one is current. */
  versions: readonly Table[];
  readonly partitions: Map<string, Partition>;
  /** Partitions in the order of their keys, made when asked for. */
  ordered: readonly Partition[] | undefined;
}

interface DatabaseState {
  value: Database;
  readonly tables: Map<string, TableState>;
}

/**
 * Databases, tables with their versions, and partitions: in memory, behind a journal. Names are folded to lower case,
 * as Glue does.
 */
export class Catalog {
  readonly #databases = new Map<string, DatabaseState>();
  readonly #journal: Journal<CatalogChange>;

  constructor(file: string) {
    this.#journal = new Journal<CatalogChange>(file, {
      apply: (change) => this.#apply(change),
      snapshot: () => this.#snapshot(),
    });
  }

  /** Makes the changes durable, then visible; all or none. */
  commit(changes: readonly CatalogChange[]): void {
    this.#journal.commit(changes);
  }

  close(): void {
    this.#journal.close();
  }

  findDatabase(name: string): Database | undefined {
    return this.#databases.get(fold(name))?.value;
  }

  database(name: string): Database {
    const found = this.findDatabase(name);
    if (found === undefined) throw entityNotFound(`Database ${fold(name)} not found.`);
    return found;
  }

  /** All databases by name. */
  databases(): Database[] {
    return [...this.#databases.values()].map((state) => state.value).sort(byKey((database) => database.Name));
  }

  findTable(database: string, name: string): Table | undefined {
    return this.#databases.get(fold(database))?.tables.get(fold(name))?.versions.at(-1);
  }

  table(database: string, name: string): Table {
    this.database(database);
    const found = this.findTable(database, name);
    if (found === undefined) throw entityNotFound(`Table ${fold(name)} not found.`);
    return found;
  }

  /** The current tables of a database by name. */
  tables(database: string): Table[] {
    this.database(database);
    const states = this.#databases.get(fold(database))?.tables.values() ?? [];
    return [...states].flatMap((state) => state.versions.at(-1) ?? []).sort(byKey((table) => table.Name));
  }

  /** All versions of a table, oldest first. */
  versions(database: string, table: string): readonly Table[] {
    this.table(database, table);
    return this.#state(database, table)?.versions ?? [];
  }

  /** The partitions of a table in the order of their values. */
  partitions(database: string, table: string): readonly Partition[] {
    this.table(database, table);
    const state = this.#state(database, table);
    if (state === undefined) return [];
    state.ordered ??= [...state.partitions.values()].sort(byKey((partition) => partitionKey(partition.Values)));
    return state.ordered;
  }

  findPartition(database: string, table: string, values: readonly string[]): Partition | undefined {
    return this.#state(database, table)?.partitions.get(partitionKey(values));
  }

  #state(database: string, table: string): TableState | undefined {
    return this.#databases.get(fold(database))?.tables.get(fold(table));
  }

  #apply(change: CatalogChange): void {
    if (change.kind === 'database') {
      const state = this.#databases.get(change.database);
      if (change.value === null) this.#databases.delete(change.database);
      else if (state === undefined) this.#databases.set(change.database, { value: change.value, tables: new Map() });
      else state.value = change.value;
      return;
    }
    const tables = this.#databases.get(change.database)?.tables;
    const state = tables?.get(change.table);
    if (change.kind === 'table') {
      if (change.versions === null) tables?.delete(change.table);
      else if (state === undefined)
        tables?.set(change.table, { versions: change.versions, partitions: new Map(), ordered: undefined });
      else state.versions = change.versions;
      return;
    }
    if (state === undefined) return;
    if (change.value === null) state.partitions.delete(partitionKey(change.values));
    else state.partitions.set(partitionKey(change.values), change.value);
    state.ordered = undefined;
  }

  *#snapshot(): Iterable<CatalogChange> {
    for (const [database, state] of this.#databases) {
      yield { kind: 'database', database, value: state.value };
      for (const [table, { versions, partitions }] of state.tables) {
        yield { kind: 'table', database, table, versions };
        for (const value of partitions.values())
          yield { kind: 'partition', database, table, values: value.Values, value };
      }
    }
  }
}

/** Glue's spelling of a name. */
export function fold(name: string): string {
  return name.toLowerCase();
}
