import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Plan } from '@sluice/contract';
import { readAll } from '@sluice/reader';
import { CliError } from '../errors.ts';
import { type DayOrder, type InferredColumn, inferColumn } from './column.ts';
import { ColumnEvidence } from './evidence.ts';
import { columnName, columnNames } from './names.ts';
import { type Dialect, sniff } from './sniff.ts';

/** A contract worked out from a file, with the evidence for every column. */
export interface Inference {
  readonly id: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly columns: readonly (InferredColumn & { readonly name: string; readonly header: string; readonly evidence: ColumnEvidence })[];
  readonly records: number;
  readonly dialect: Omit<Dialect, 'bytes'> & { readonly decimalComma: boolean };
  readonly partition: { readonly text: string; readonly because: string };
}

/** What the user may say beforehand. */
export interface InferOptions {
  readonly id?: string | undefined;
  readonly owner: string;
  readonly dayOrder: DayOrder;
}

/** A sample is looked at whole; a file larger than this is no sample. */
const MAX_SAMPLE_BYTES = 64 * 1024 * 1024;
const QUOTE = '"';

/** Reads the whole file and works out a contract. Values never enter it: a sample's facts are no constraints. */
export async function inferContract(file: string, options: InferOptions): Promise<Inference> {
  const dialect = sniff(file, await sampleOf(file));
  const { header: headers, records } = readSample(file, dialect);
  refuseHeader(file, headers);
  const evidence = headers.map(() => new ColumnEvidence());
  for (const cells of records) {
    if (cells.length !== headers.length) continue;
    for (const [index, cell] of cells.entries()) evidence[index]?.add(cell);
  }
  const id = options.id ?? datasetId(file);
  const columns = columnNames(headers).map(({ header: title, name }, index) => {
    const seen = evidence[index] ?? new ColumnEvidence();
    return { name, header: title, evidence: seen, ...inferColumn(name, title, seen, options.dayOrder) };
  });
  const decimalComma = columns.some((column) => column.evidence.fraction?.separator === ',');
  const partition = partitionOf(columns);
  const { bytes: _bytes, ...written } = dialect;
  return {
    id,
    records: records.length,
    columns,
    dialect: { ...written, decimalComma },
    partition,
    document: documentOf(id, file, options.owner, { ...dialect, decimalComma }, columns, partition.keys),
  };
}

async function sampleOf(file: string): Promise<Uint8Array> {
  const status = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new CliError('SLC8007', error.code === 'ENOENT' ? 'there is no such file' : `it cannot be opened (${error.code})`, { file });
  });
  if (!status.isFile()) throw new CliError('SLC8007', 'it is no regular file', { file });
  if (status.size > MAX_SAMPLE_BYTES)
    throw new CliError('SLC8007', 'the file is larger than 64 MB', { file, fix: 'Give a sample: the first 100,000 lines are plenty.' });
  return readFile(file);
}

/** Reads all records with a plan that knows no column: every header is unknown to it, and unknown ones are ignored. */
function readSample(file: string, dialect: Dialect): { header: readonly string[]; records: readonly (readonly (string | null)[])[] } {
  const plan: Plan = {
    plan_format: 1,
    dataset_id: 'sample',
    source: {
      format: 'csv',
      suffix: '',
      compression: 'none',
      encoding: dialect.encoding,
      delimiter: dialect.delimiter,
      quote: QUOTE,
      escape: QUOTE,
      decimal_comma: false,
      max_bytes: dialect.bytes.length,
      max_inflated_bytes: dialect.bytes.length,
    },
    columns: [],
    partition: [],
    sort: [],
    dedupe: null,
    drift: { new_column: 'ignore', missing_column: 'null', bad_value: 'quarantine_row', max_bad_ratio: null },
  };
  const read = readAll(dialect.bytes, { plan, keepCells: true });
  if (read.kind !== 'refused') return { header: read.header, records: read.cells ?? [] };
  throw new CliError('SLC8007', `${read.detail} (${read.reason})`, { file, ...(read.at === undefined ? {} : { line: read.at.line }) });
}

function refuseHeader(file: string, headers: readonly string[]): void {
  const empty = headers.findIndex((header) => header.trim() === '');
  if (empty !== -1) throw new CliError('SLC8007', `header cell ${empty + 1} is empty`, { file, line: 1 });
  const twice = headers.find((header, index) => headers.indexOf(header) !== index);
  if (twice !== undefined) throw new CliError('SLC8007', `the header "${twice}" stands there twice`, { file, line: 1 });
  if (headers.every((header) => /^[+-]?[0-9.,]+$/.test(header))) {
    throw new CliError('SLC8007', 'the first line holds numbers only: the file has no header', { file, line: 1 });
  }
}

/** `Ventas 2026-01-15.csv.gz` → `ventas`: what files of one dataset share, without the day that is in their names. */
function datasetId(file: string): string {
  const stem = basename(file).replace(/\.(?:gz|csv|txt|tsv)(?=\.|$)/gi, '');
  const name = columnName(stem.replace(/[-_. ]?\d[\d\-_. T]*$/, '') || stem).slice(0, 40);
  return name.length < 2 ? `${name}_data` : name;
}

type Keys = readonly Readonly<Record<string, unknown>>[];

/** What queries filter by most is when something happened; days are added when a year would not fill a file a month. */
function partitionOf(columns: readonly { readonly name: string; readonly type: string; readonly evidence: ColumnEvidence }[]): {
  text: string;
  because: string;
  keys: Keys;
} {
  const when = columns.find((column) => (column.type === 'timestamp' || column.type === 'date') && column.evidence.nulls === 0);
  if (when !== undefined) {
    const keys = (['year', 'month', 'day'] as const).map((transform) => ({ name: transform, from: when.name, transform }));
    const free = keys.filter(({ name }) => !columns.some((column) => column.name === name));
    if (free.length === keys.length)
      return { keys, text: 'year, month, day', because: `of ${when.name}, the first date that is never empty` };
  }
  const year = columns.find((column) => column.name === 'year' && column.type === 'int' && column.evidence.nulls === 0);
  const month = columns.find((column) => column.name === 'month' && column.type === 'int' && column.evidence.nulls === 0);
  if (year !== undefined && month !== undefined) {
    const keys = [
      { name: 'year', from: 'year', transform: 'identity', pad: 4 },
      { name: 'month', from: 'month', transform: 'identity', pad: 2 },
    ];
    return { keys, text: 'year, month', because: 'columns of the file' };
  }
  return { keys: [], text: 'none', because: 'no date that is never empty; choose a column that queries filter by, with few values' };
}

function documentOf(
  id: string,
  file: string,
  owner: string,
  dialect: Dialect & { readonly decimalComma: boolean },
  columns: readonly (InferredColumn & { readonly name: string })[],
  partition: Keys,
): Readonly<Record<string, unknown>> {
  const written = {
    ...(dialect.delimiter === ',' ? {} : { delimiter: dialect.delimiter }),
    ...(dialect.decimalComma ? { decimalComma: true } : {}),
  };
  const source = {
    kind: 's3',
    format: 'csv',
    suffix: suffixOf(file, dialect.compression),
    compression: dialect.compression,
    encoding: dialect.encoding,
    ...(Object.keys(written).length === 0 ? {} : { dialect: written }),
  };
  return {
    $schema: '../contract.schema.json',
    title: id.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase()),
    description: `One record of files like ${basename(file)}.`,
    'x-dataset': { id, version: '0.1.0', owner, source, ...(partition.length === 0 ? {} : { partition }) },
    type: 'object',
    additionalProperties: false,
    required: columns.map(({ name }) => name),
    properties: Object.fromEntries(columns.map(({ name, schema }) => [name, schema])),
  };
}

function suffixOf(file: string, compression: Dialect['compression']): string {
  const match = /\.(?:csv|txt|tsv)(?:\.gz)?$/i.exec(basename(file));
  return match?.[0] ?? (compression === 'gzip' ? '.csv.gz' : '.csv');
}
