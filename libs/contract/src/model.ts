import type { ColumnDocument, ContractDocument, QueryDocument } from './document.ts';
import { type LakeType, parseLakeType } from './formats/lake-type.ts';
import type { Position, SourceText } from './source-text.ts';

/** A contract, read and normalised: every default filled, every name resolved. Made by `loadContract`. */
export interface Contract {
  /** Path as it was given. */
  readonly file: string;
  /** The folder of the contract, whose name must be the dataset id. */
  readonly folder: string;
  readonly document: ContractDocument;
  readonly dataset: Dataset;
  /** In contract order, which is column order. */
  readonly columns: readonly Column[];
  readonly source: SourceText;
  /** Position of the value at a JSON pointer; with `key`, of its property name. */
  at(pointer: string, part?: 'value' | 'key'): Position;
}

/** `x-dataset` with its defaults. */
export interface Dataset {
  readonly id: string;
  readonly version: string;
  readonly status: 'active' | 'deprecated' | 'retired';
  readonly owner: string;
  readonly domain: string | null;
  readonly classification: 'public' | 'internal' | 'confidential' | 'restricted';
  readonly source: Source;
  readonly key: readonly string[];
  readonly dedupe: { readonly key: readonly string[]; readonly order: readonly Order[] } | null;
  readonly partition: readonly Partition[];
  readonly sort: readonly Order[];
  readonly drift: Drift;
  readonly onNewVersion: 'reject' | 'replace' | 'append';
  readonly batch: { readonly maxFiles: number; readonly maxBytes: number; readonly maxWaitSeconds: number };
  /** Days per zone; `null` keeps for ever. */
  readonly retention: {
    readonly raw: number | null;
    readonly quarantine: number | null;
    readonly processed: number | null;
  };
  /** How the job is sized. */
  readonly engine: Engine;
  /** What consumers may rely on; `null` where nothing is promised. */
  readonly sla: { readonly freshnessMinutes: number | null };
  readonly consumers: readonly { readonly name: string; readonly owner: string; readonly columns: readonly string[] }[];
  readonly queries: readonly QueryDocument[];
}

/** `x-dataset.dedupe.order` and `x-dataset.sort`: a column and its direction. */
export interface Order {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

/** `x-dataset.partition`: a key of the table, and the column that it is made from. */
export interface Partition {
  readonly name: string;
  readonly column: string;
  readonly transform: 'identity' | 'year' | 'month' | 'day' | 'hour' | 'date';
  /** Digits that a number is filled up to. */
  readonly pad: number;
}

/** `x-dataset.drift` with its defaults: what happens to what the contract does not expect. */
export interface Drift {
  readonly new_column: 'rescue' | 'ignore' | 'reject';
  readonly missing_column: 'null' | 'default' | 'reject';
  readonly bad_value: 'quarantine_row' | 'null_value' | 'reject_file';
  readonly max_bad_ratio: number | null;
}

/** `x-dataset.engine` with its defaults: the smallest that Spark in Glue runs on. */
export interface Engine {
  readonly workerType: 'G.1X' | 'G.2X' | 'G.4X' | 'G.8X';
  readonly workers: number;
  /** Runs at the same time. */
  readonly slots: number;
}

/** `x-dataset.source` with its defaults. */
export interface Source {
  readonly kind: string;
  readonly format: string;
  readonly suffix: string;
  readonly compression: 'none' | 'gzip';
  readonly encoding: 'utf-8' | 'windows-1252' | 'iso-8859-1';
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly header: boolean;
  readonly decimalComma: boolean;
  readonly maxBytes: number;
  readonly maxInflatedBytes: number;
}

/** One column: a property of the contract, resolved. */
export interface Column {
  readonly name: string;
  /** `/properties/<name>`. */
  readonly pointer: string;
  readonly schema: ColumnDocument;
  /** `undefined` when the lake type is not one that is built (nested types). */
  readonly type: LakeType | undefined;
  readonly nullable: boolean;
  /** The JSON type without `null`. */
  readonly jsonType: string;
  /** Headers in the file: `source` (or the name), then the aliases. */
  readonly headers: readonly string[];
  readonly nullTokens: readonly string[];
  /** Format of the text of dates and timestamps, as written; `null` when the contract names none. */
  readonly format: string | null;
}

const GIB = 1024 ** 3;
/** What a gzip file may inflate to when the contract does not say: ten times what it may weigh. */
const INFLATION = 10;

/** Fills the defaults of a document that the meta-schema has accepted. */
export function normalise(file: string, folder: string, document: ContractDocument, source: SourceText): Contract {
  const columns = Object.entries(document.properties).map(([name, schema]) => columnOf(name, schema));
  return {
    file,
    folder,
    document,
    dataset: datasetOf(document),
    columns,
    source,
    at: (at, part) => source.at(at, part),
  };
}

function columnOf(name: string, schema: ColumnDocument): Column {
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type;
  const extra = schema['x-column'];
  return {
    name,
    pointer: `/properties/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`,
    schema,
    type: parseLakeType(extra.type),
    nullable: types.includes('null'),
    jsonType: types.find((type) => type !== 'null') ?? 'null',
    headers: [extra.source ?? name, ...(extra.aliases ?? [])],
    nullTokens: extra.nullTokens ?? [],
    format: extra.format ?? null,
  };
}

function datasetOf(document: ContractDocument): Dataset {
  const written = document['x-dataset'];
  return {
    id: written.id,
    version: written.version,
    status: written.status ?? 'active',
    owner: written.owner,
    domain: written.domain ?? null,
    classification: written.classification ?? 'internal',
    source: sourceOf(written.source),
    key: written.key ?? [],
    dedupe: written.dedupe === undefined ? null : { key: written.dedupe.key, order: ordersOf(written.dedupe.order) },
    partition: (written.partition ?? []).map(({ name, from, transform, pad }) => ({
      name,
      column: from,
      transform,
      pad: pad ?? 0,
    })),
    sort: ordersOf(written.sort),
    drift: {
      new_column: written.drift?.newColumn ?? 'rescue',
      missing_column: written.drift?.missingColumn ?? 'null',
      bad_value: written.drift?.badValue ?? 'quarantine_row',
      max_bad_ratio: written.drift?.maxBadRatio ?? null,
    },
    onNewVersion: written.onNewVersion ?? 'reject',
    batch: {
      maxFiles: written.batch?.maxFiles ?? 100,
      maxBytes: written.batch?.maxBytes ?? GIB / 4,
      maxWaitSeconds: written.batch?.maxWaitSeconds ?? 300,
    },
    retention: {
      raw: written.retention?.raw ?? null,
      quarantine: written.retention?.quarantine ?? null,
      processed: written.retention?.processed ?? null,
    },
    engine: {
      workerType: written.engine?.workerType ?? 'G.1X',
      workers: written.engine?.workers ?? 2,
      slots: written.engine?.slots ?? 2,
    },
    sla: { freshnessMinutes: written.sla?.freshnessMinutes ?? null },
    consumers: (written.consumers ?? []).map(({ name, owner, columns }) => ({ name, owner, columns: columns ?? [] })),
    queries: written.queries ?? [],
  };
}

function ordersOf(
  orders: readonly { readonly column: string; readonly direction?: 'asc' | 'desc' }[] = [],
): readonly Order[] {
  return orders.map(({ column, direction }) => ({ column, direction: direction ?? 'asc' }));
}

function sourceOf(written: ContractDocument['x-dataset']['source']): Source {
  const compression = written.compression ?? 'none';
  const quote = written.dialect?.quote ?? '"';
  const maxBytes = written.maxBytes ?? GIB;
  return {
    kind: written.kind,
    format: written.format ?? 'csv',
    suffix: written.suffix ?? (compression === 'gzip' ? '.csv.gz' : '.csv'),
    compression,
    encoding: written.encoding ?? 'utf-8',
    delimiter: written.dialect?.delimiter ?? ',',
    quote,
    escape: written.dialect?.escape ?? quote,
    header: written.dialect?.header ?? true,
    decimalComma: written.dialect?.decimalComma ?? false,
    maxBytes,
    maxInflatedBytes: written.maxInflatedBytes ?? (compression === 'gzip' ? maxBytes * INFLATION : maxBytes),
  };
}
