import type { Json } from '../service/input.ts';
import { Journal } from '../service/journal.ts';

/** The states of a query. */
export type QueryState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** How many partitions of a table a query needed, of how many there are. An addition of this service. */
export interface PartitionCount {
  readonly database: string;
  readonly table: string;
  readonly registered: number;
  readonly touched: number;
  readonly files: number;
}

/** A result column as GetQueryResults describes it. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

/** A query as it is remembered. */
export interface Execution {
  readonly id: string;
  readonly query: string;
  readonly statementType: 'DDL' | 'DML' | 'UTILITY';
  readonly substatementType: string;
  readonly database: string;
  readonly workGroup: string;
  readonly outputLocation: string;
  readonly clientRequestToken: string | undefined;
  readonly parameters: readonly string[];
  readonly submitted: number;
  readonly completed: number | undefined;
  readonly state: QueryState;
  readonly reason: string | undefined;
  readonly error: { readonly category: number; readonly type: number; readonly message: string } | undefined;
  readonly scannedBytes: number;
  readonly engineMilliseconds: number;
  readonly planningMilliseconds: number;
  readonly totalMilliseconds: number;
  readonly columns: readonly ResultColumn[];
  readonly outputRows: number;
  readonly outputBytes: number;
  readonly partitions: readonly PartitionCount[];
}

/** A workgroup as GetWorkGroup answers it. */
export interface WorkGroup extends Json {
  readonly Name: string;
  readonly State: 'ENABLED' | 'DISABLED';
  readonly Configuration: Json;
  readonly CreationTime: number;
}

/** A query that was saved for people. */
export interface NamedQuery {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly database: string;
  readonly query: string;
  readonly workGroup: string;
  readonly token: string | undefined;
}

/** One durable change; `null` removes. */
export type AthenaChange =
  | { readonly kind: 'execution'; readonly value: Execution }
  | { readonly kind: 'named'; readonly id: string; readonly value: NamedQuery | null }
  | { readonly kind: 'workgroup'; readonly name: string; readonly value: WorkGroup | null };

/** Queries and workgroups behind a journal. */
export class AthenaStore {
  readonly #executions = new Map<string, Execution>();
  readonly #tokens = new Map<string, string>();
  readonly #workGroups = new Map<string, WorkGroup>();
  readonly #named = new Map<string, NamedQuery>();
  readonly #journal: Journal<AthenaChange>;

  constructor(file: string) {
    this.#journal = new Journal<AthenaChange>(file, {
      apply: (change) => this.#apply(change),
      snapshot: () => this.#snapshot(),
    });
  }

  commit(changes: readonly AthenaChange[]): void {
    this.#journal.commit(changes);
  }

  close(): void {
    this.#journal.close();
  }

  execution(id: string): Execution | undefined {
    return this.#executions.get(id);
  }

  /** The query that was started with this token, in any workgroup. */
  executionOfToken(token: string): Execution | undefined {
    return this.#executions.get(this.#tokens.get(token) ?? '');
  }

  /** The queries of a workgroup, newest first. */
  executions(workGroup?: string): Execution[] {
    return [...this.#executions.values()]
      .filter((item) => workGroup === undefined || item.workGroup === workGroup)
      .reverse();
  }

  workGroup(name: string): WorkGroup | undefined {
    return this.#workGroups.get(name);
  }

  workGroups(): WorkGroup[] {
    return [...this.#workGroups.values()].sort((a, b) => (a.Name < b.Name ? -1 : 1));
  }

  namedQuery(id: string): NamedQuery | undefined {
    return this.#named.get(id);
  }

  /** The saved queries of a workgroup, by id. */
  namedQueries(workGroup: string): NamedQuery[] {
    return [...this.#named.values()]
      .filter((query) => query.workGroup === workGroup)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #apply(change: AthenaChange): void {
    if (change.kind === 'execution') {
      this.#executions.set(change.value.id, change.value);
      if (change.value.clientRequestToken !== undefined)
        this.#tokens.set(change.value.clientRequestToken, change.value.id);
    } else if (change.kind === 'named') {
      if (change.value === null) this.#named.delete(change.id);
      else this.#named.set(change.id, change.value);
    } else if (change.value === null) this.#workGroups.delete(change.name);
    else this.#workGroups.set(change.name, change.value);
  }

  *#snapshot(): Iterable<AthenaChange> {
    for (const value of this.#workGroups.values()) yield { kind: 'workgroup', name: value.Name, value };
    for (const value of this.#named.values()) yield { kind: 'named', id: value.id, value };
    for (const value of this.#executions.values()) yield { kind: 'execution', value };
  }
}
