/**
 * A contract as it is written: JSON Schema 2020-12 for one row. Its meta-schema is `contracts/contract.schema.json`.
 */
export interface ContractDocument {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $comment?: string;
  readonly title?: string;
  readonly description?: string;
  readonly 'x-dataset': DatasetDocument;
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, ColumnDocument>>;
}

/** A JSON value that a cell can be. */
export type Scalar = string | number | boolean | null;

/** One property of a contract. */
export interface ColumnDocument {
  readonly title?: string;
  readonly description?: string;
  readonly type: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly Scalar[];
  readonly const?: Scalar;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly formatMinimum?: string;
  readonly formatMaximum?: string;
  readonly formatExclusiveMinimum?: string;
  readonly formatExclusiveMaximum?: string;
  readonly default?: Scalar;
  readonly examples?: readonly Scalar[];
  readonly deprecated?: boolean;
  readonly $comment?: string;
  readonly 'x-column': {
    readonly type: string;
    readonly source?: string;
    readonly aliases?: readonly string[];
    readonly nullTokens?: readonly string[];
    readonly format?: string;
    readonly pii?: string;
    readonly unit?: string;
    readonly since?: string;
    readonly renamedFrom?: string;
    readonly sunset?: string;
  };
}

/** `x-dataset` as it is written. */
export interface DatasetDocument {
  readonly id: string;
  readonly version: string;
  readonly status?: 'active' | 'deprecated' | 'retired';
  readonly owner: string;
  readonly domain?: string;
  readonly classification?: 'public' | 'internal' | 'confidential' | 'restricted';
  readonly source: SourceDocument;
  readonly key?: readonly string[];
  readonly dedupe?: { readonly key: readonly string[]; readonly order?: readonly OrderDocument[] };
  readonly partition?: readonly PartitionDocument[];
  readonly sort?: readonly OrderDocument[];
  readonly drift?: {
    readonly newColumn?: 'rescue' | 'ignore' | 'reject';
    readonly missingColumn?: 'null' | 'default' | 'reject';
    readonly badValue?: 'quarantine_row' | 'null_value' | 'reject_file';
    readonly maxBadRatio?: number;
  };
  readonly onNewVersion?: 'reject' | 'replace' | 'append';
  readonly batch?: { readonly maxFiles?: number; readonly maxBytes?: number; readonly maxWaitSeconds?: number };
  readonly quality?: readonly unknown[];
  readonly sla?: { readonly freshnessMinutes?: number; readonly expectedEveryMinutes?: number };
  readonly retention?: { readonly raw?: number; readonly quarantine?: number; readonly processed?: number };
  readonly consumers?: readonly {
    readonly name: string;
    readonly owner: string;
    readonly columns?: readonly string[];
  }[];
  readonly queries?: readonly QueryDocument[];
  readonly engine?: {
    readonly sink?: 'parquet' | 'iceberg';
    readonly workerType?: 'G.1X' | 'G.2X' | 'G.4X' | 'G.8X';
    readonly workers?: number;
    readonly slots?: number;
  };
}

/** Where a dataset's rows come from. */
export interface SourceDocument {
  readonly kind: string;
  readonly format?: string;
  readonly suffix?: string;
  readonly compression?: 'none' | 'gzip';
  readonly encoding?: 'utf-8' | 'windows-1252' | 'iso-8859-1';
  readonly dialect?: {
    readonly delimiter?: string;
    readonly quote?: string;
    readonly escape?: string;
    readonly header?: boolean;
    readonly decimalComma?: boolean;
  };
  readonly maxBytes?: number;
  readonly maxInflatedBytes?: number;
}

/** One order criterion. */
export interface OrderDocument {
  readonly column: string;
  readonly direction?: 'asc' | 'desc';
}

/** One partition key. */
export interface PartitionDocument {
  readonly name: string;
  readonly from: string;
  readonly transform: 'identity' | 'year' | 'month' | 'day' | 'hour' | 'date';
  readonly pad?: number;
}

/** One smoke query. */
export interface QueryDocument {
  readonly name: string;
  readonly description?: string;
  readonly sql: string;
  readonly expect?: { readonly partitions?: number; readonly minRows?: number; readonly maxRows?: number };
}
