import { basename } from 'node:path';
import { RESERVED_WORDS } from '@sluice/contract';
import { type DayOrder, type InferredColumn, inferColumn, isPersonal } from './column.ts';
import { ColumnEvidence } from './evidence.ts';
import { columnName, columnNames } from './names.ts';
import { openSample, type Sample } from './sample.ts';
import type { Dialect } from './sniff.ts';

/** A contract worked out from a file, with the evidence for every column. */
export interface Inference {
  readonly id: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly columns: readonly (InferredColumn & { readonly name: string; readonly header: string })[];
  readonly sample: Sample;
  readonly dialect: Dialect & { readonly decimalComma: boolean };
  /** What the files must have that this one has not. */
  readonly remarks: readonly string[];
  readonly partition: { readonly text: string; readonly because: string };
}

/** What the user may say beforehand. */
export interface InferOptions {
  readonly id?: string | undefined;
  readonly owner: string;
  readonly dayOrder: DayOrder;
}

/** Reads a sample and works out a contract. Values never enter it: a sample's facts are no constraints. */
export async function inferContract(file: string, options: InferOptions): Promise<Inference> {
  const sample = await openSample(file);
  const { dialect, headers, records } = sample;
  const evidence = headers.map(() => new ColumnEvidence());
  for (const cells of records) {
    if (cells.length !== headers.length) continue;
    for (const [index, cell] of cells.entries()) evidence[index]?.add(cell);
  }
  const decimalComma = writesCommas(evidence, dialect);
  const id = options.id ?? datasetId(file);
  const columns = columnNames(headers).map(({ header: title, name }, index) => {
    const seen = evidence[index] ?? new ColumnEvidence();
    return { name, header: title, ...inferColumn(name, title, seen, { dayOrder: options.dayOrder, decimalComma }) };
  });
  const partition = partitionOf(columns);
  const suffix = suffixOf(file, dialect.compression);
  return {
    id,
    sample,
    columns,
    dialect: { ...dialect, decimalComma },
    partition,
    remarks: remarksOf(file, suffix),
    document: documentOf(id, file, options.owner, { ...dialect, decimalComma, suffix }, columns, partition.keys),
  };
}

/** `Ventas 2026-01-15.csv.gz` → `ventas`: what files of one dataset share, without the day that is in their names. */
function datasetId(file: string): string {
  const stem = basename(file).replace(/\.(?:gz|csv|txt|tsv)(?=\.|$)/gi, '');
  const name = columnName(stem.replace(/[-_. ]?\d[\d\-_. T]*$/, '') || stem).slice(0, 35);
  return name.length < 2 || RESERVED_WORDS.has(name) ? `${name}_data` : name;
}

/**
 * A file has one decimal mark: the one of most columns; where there are as many of both, the delimiter tells where it
 * comes from.
 */
function writesCommas(evidence: readonly ColumnEvidence[], dialect: Dialect): boolean {
  const columnsWith = (separator: string) =>
    evidence.filter(({ fraction }) => fraction?.separator === separator).length;
  const [commas, points] = [columnsWith(','), columnsWith('.')];
  return commas > points || (commas > 0 && commas === points && dialect.delimiter === ';');
}

type Keys = readonly Readonly<Record<string, unknown>>[];

/** What queries filter by most is when something happened; days are added when a year would not fill a file a month. */
function partitionOf(columns: readonly { readonly name: string; readonly type: string; readonly nulls: number }[]): {
  text: string;
  because: string;
  keys: Keys;
} {
  const when = columns.find(
    (it) => (it.type === 'timestamp' || it.type === 'date') && it.nulls === 0 && !isPersonal(it.name),
  );
  if (when !== undefined) {
    const isTaken = (name: string) => RESERVED_WORDS.has(name) || columns.some((column) => column.name === name);
    const parts = ['year', 'month', 'day'] as const;
    const prefix = parts.some(isTaken) ? `${when.name}_` : '';
    const keys = parts.map((transform) => ({ name: `${prefix}${transform}`, from: when.name, transform }));
    if (!keys.some(({ name }) => isTaken(name))) {
      const text = keys.map(({ name }) => name).join(', ');
      return { keys, text, because: `of ${when.name}, the first date that is never empty` };
    }
  }
  const year = columns.find((column) => column.name === 'year' && column.type === 'int' && column.nulls === 0);
  const month = columns.find((column) => column.name === 'month' && column.type === 'int' && column.nulls === 0);
  if (year !== undefined && month !== undefined) {
    const keys = [
      { name: 'year', from: 'year', transform: 'identity', pad: 4 },
      { name: 'month', from: 'month', transform: 'identity', pad: 2 },
    ];
    return { keys, text: 'year, month', because: 'columns of the file' };
  }
  return {
    keys: [],
    text: 'none',
    because: 'no date that is never empty; choose a column that queries filter by, with few values',
  };
}

function documentOf(
  id: string,
  file: string,
  owner: string,
  dialect: Dialect & { readonly decimalComma: boolean; readonly suffix: string },
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
    suffix: dialect.suffix,
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

/** The ending of the file's name: with it the lake reads this file and those like it. */
function suffixOf(file: string, compression: Dialect['compression']): string {
  const ending = /\.[A-Za-z0-9_-]{1,20}(?:\.gz)?$/i.exec(basename(file))?.[0];
  const isDay = ending !== undefined && /^\.[0-9]+$/.test(ending);
  if (ending !== undefined && !isDay && (compression === 'gzip' || !/\.gz$/i.test(ending))) return ending;
  return compression === 'gzip' ? '.csv.gz' : '.csv';
}

function remarksOf(file: string, suffix: string): readonly string[] {
  if (basename(file).endsWith(suffix)) return [];
  return [`only files that end in ${suffix} are read: rename this one, or change source.suffix`];
}
