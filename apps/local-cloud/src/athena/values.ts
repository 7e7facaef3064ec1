import { type DuckDBType, DuckDBTypeId, type DuckDBValue } from '@duckdb/node-api';
import { QueryFailure } from './failure.ts';

/** A type as Athena's ResultSetMetadata names it. */
export interface AthenaType {
  readonly name: string;
  readonly precision: number;
  readonly scale: number;
}

const NAMES: Readonly<Record<number, AthenaType>> = {
  [DuckDBTypeId.BOOLEAN]: { name: 'boolean', precision: 0, scale: 0 },
  [DuckDBTypeId.TINYINT]: { name: 'tinyint', precision: 3, scale: 0 },
  [DuckDBTypeId.SMALLINT]: { name: 'smallint', precision: 5, scale: 0 },
  [DuckDBTypeId.INTEGER]: { name: 'integer', precision: 10, scale: 0 },
  [DuckDBTypeId.BIGINT]: { name: 'bigint', precision: 19, scale: 0 },
  [DuckDBTypeId.UBIGINT]: { name: 'bigint', precision: 19, scale: 0 },
  // DuckDB sums whole numbers as HUGEINT, Trino as bigint.
  [DuckDBTypeId.HUGEINT]: { name: 'bigint', precision: 19, scale: 0 },
  [DuckDBTypeId.FLOAT]: { name: 'float', precision: 17, scale: 0 },
  [DuckDBTypeId.DOUBLE]: { name: 'double', precision: 17, scale: 0 },
  [DuckDBTypeId.DATE]: { name: 'date', precision: 0, scale: 0 },
  [DuckDBTypeId.TIME]: { name: 'time', precision: 3, scale: 0 },
  [DuckDBTypeId.TIMESTAMP]: { name: 'timestamp', precision: 3, scale: 0 },
  [DuckDBTypeId.TIMESTAMP_S]: { name: 'timestamp', precision: 3, scale: 0 },
  [DuckDBTypeId.TIMESTAMP_MS]: { name: 'timestamp', precision: 3, scale: 0 },
  [DuckDBTypeId.TIMESTAMP_NS]: { name: 'timestamp', precision: 3, scale: 0 },
  [DuckDBTypeId.TIMESTAMP_TZ]: { name: 'timestamp with time zone', precision: 3, scale: 0 },
  [DuckDBTypeId.BLOB]: { name: 'varbinary', precision: 1_073_741_824, scale: 0 },
  [DuckDBTypeId.INTERVAL]: { name: 'interval day to second', precision: 0, scale: 0 },
  [DuckDBTypeId.LIST]: { name: 'array', precision: 0, scale: 0 },
  [DuckDBTypeId.STRUCT]: { name: 'row', precision: 0, scale: 0 },
  [DuckDBTypeId.MAP]: { name: 'map', precision: 0, scale: 0 },
};

/** How Athena names a result column's type. */
export function athenaType(type: DuckDBType): AthenaType {
  if (type.typeId === DuckDBTypeId.DECIMAL) {
    const { width, scale } = type as DuckDBType & { width: number; scale: number };
    return { name: 'decimal', precision: width, scale };
  }
  if (type.alias === 'JSON') return { name: 'json', precision: 0, scale: 0 };
  return NAMES[type.typeId] ?? { name: 'varchar', precision: 2_147_483_647, scale: 0 };
}

/** A value as Athena writes it into its CSV and answers it; null stays null. */
export function athenaText(value: DuckDBValue, type: DuckDBType): string | null {
  return value === null || value === undefined ? null : textOf(value, type);
}

interface Nested {
  readonly valueType?: DuckDBType;
  readonly keyType?: DuckDBType;
  readonly entryNames?: readonly string[];
  readonly entryTypes?: readonly DuckDBType[];
}

function textOf(value: DuckDBValue, type: DuckDBType): string {
  const { valueType, keyType, entryNames = [], entryTypes = [] } = type as unknown as Nested;
  const inner = (item: DuckDBValue, itemType: DuckDBType | undefined): string =>
    item === null || item === undefined || itemType === undefined ? 'null' : textOf(item, itemType);
  switch (type.typeId) {
    case DuckDBTypeId.HUGEINT:
      if (BigInt.asIntN(64, value as bigint) !== value)
        throw new QueryFailure('NUMERIC_VALUE_OUT_OF_RANGE', 'bigint overflow');
      return String(value);
    case DuckDBTypeId.DOUBLE:
      return javaDouble(value as number, String(value));
    case DuckDBTypeId.FLOAT:
      return javaDouble(value as number, shortestFloat(value as number));
    case DuckDBTypeId.TIMESTAMP:
      return timestampText((value as { micros: bigint }).micros);
    case DuckDBTypeId.TIMESTAMP_TZ:
      return `${timestampText((value as { micros: bigint }).micros)} UTC`;
    case DuckDBTypeId.BLOB:
      return [...(value as { bytes: Uint8Array }).bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    case DuckDBTypeId.LIST:
      return `[${(value as { items: readonly DuckDBValue[] }).items.map((item) => inner(item, valueType)).join(', ')}]`;
    case DuckDBTypeId.STRUCT: {
      const entries = (value as { entries: Readonly<Record<string, DuckDBValue>> }).entries;
      const texts = entryNames.map((name, index) => `${name}=${inner(entries[name] ?? null, entryTypes[index])}`);
      return `{${texts.join(', ')}}`;
    }
    case DuckDBTypeId.MAP: {
      const entries = (value as unknown as { entries: readonly { key: DuckDBValue; value: DuckDBValue }[] }).entries;
      return `{${entries.map((entry) => `${inner(entry.key, keyType)}=${inner(entry.value, valueType)}`).join(', ')}}`;
    }
    default:
      return String(value);
  }
}

/** `2013-01-01 05:00:00.000`, for years outside 0000-9999 too. Athena's timestamps have milliseconds. */
function timestampText(micros: bigint): string {
  const milliseconds = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const date = new Date(Number(milliseconds));
  return Number.isNaN(date.getTime()) ? `${milliseconds} ms` : date.toISOString().replace('T', ' ').replace('Z', '');
}

/** A number as Java prints a double: `1.0`, `1.2345678E7`, `Infinity`. `digits` is its shortest decimal form. */
function javaDouble(value: number, digits: string): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-3 && magnitude < 1e7) return digits.includes('.') ? digits : `${digits}.0`;
  const [mantissa = '', exponent = ''] = Number(digits).toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

function shortestFloat(value: number): string {
  for (let precision = 1; precision <= 9; precision += 1) {
    const text = Number(value.toPrecision(precision));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}
