import { QueryError } from './errors.ts';

/** The end of a range of values. */
export interface Bound {
  readonly value?: string;
  readonly bound: string;
}

/** A range of values; an end that is absent is open. */
export interface ValueRange {
  readonly low?: Bound;
  readonly high?: Bound;
}

/** The condition that a query puts on one partition key. */
export interface KeyConstraint {
  readonly key: string;
  readonly type: string;
  readonly ranges: readonly ValueRange[];
}

/** One mention of a table in a plan. */
export interface TableInput {
  readonly database: string;
  readonly table: string;
  /** The plan says that nothing at all is read. */
  readonly none: boolean;
  readonly constraints: readonly KeyConstraint[];
  /** Exactly the partitions that are read, when the service tells (the local one does). */
  readonly partitions: readonly (readonly string[])[] | undefined;
}

type Loose = Readonly<Record<string, unknown>>;

/**
 * Reads the answer of EXPLAIN (TYPE IO, FORMAT JSON), in the form of today's Trino and in the older one that puts
 * `columnConstraints` beside the table.
 */
export function readIoPlan(text: string): TableInput[] {
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch (cause) {
    throw new QueryError('SLC7007', 'the plan is not JSON', { cause });
  }
  const tables = object(plan)['inputTableColumnInfos'];
  if (!Array.isArray(tables)) throw new QueryError('SLC7007', 'the plan has no inputTableColumnInfos');
  return tables.map((entry) => {
    const info = object(entry);
    const name = object(object(info['table'])['schemaTable']);
    const constraint = object(info['constraint']);
    const columns = list(constraint['columnConstraints'] ?? info['columnConstraints']);
    const exact = object(info['SluicePartitions'])['values'];
    return {
      database: String(name['schema'] ?? ''),
      table: String(name['table'] ?? ''),
      none: constraint['none'] === true,
      constraints: columns.map((column) => ({
        key: String(column['columnName'] ?? '').toLowerCase(),
        type: String(column['type'] ?? column['typeSignature'] ?? 'varchar'),
        ranges: list(object(column['domain'])['ranges']) as readonly ValueRange[],
      })),
      partitions: Array.isArray(exact)
        ? exact.map((values) => (Array.isArray(values) ? values.map(String) : []))
        : undefined,
    };
  });
}

/** Whether a partition value lies in one of the ranges. */
export function isWithin(value: string, { type, ranges }: KeyConstraint): boolean {
  const numeric = /^(?:tinyint|smallint|integer|int|bigint|decimal)/.test(type);
  return ranges.some(({ low, high }) => {
    const aboveLow = low?.value === undefined ? 1 : compare(value, low.value, numeric);
    const belowHigh = high?.value === undefined ? -1 : compare(value, high.value, numeric);
    return (
      (aboveLow > 0 || (aboveLow === 0 && low?.bound === 'EXACTLY')) &&
      (belowHigh < 0 || (belowHigh === 0 && high?.bound === 'EXACTLY'))
    );
  });
}

function compare(left: string, right: string, numeric: boolean): number {
  if (numeric && Number(left) !== Number(right)) return Number(left) - Number(right);
  if (numeric || left === right) return 0;
  return left < right ? -1 : 1;
}

function object(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(object) : [];
}
