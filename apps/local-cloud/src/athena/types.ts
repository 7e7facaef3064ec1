import { identifier } from './sql-text.ts';

/** A column type in the three spellings that matter here. */
export interface LakeType {
  /** As DuckDB declares it. */
  readonly duckdb: string;
  /** As Athena's result metadata and messages name it. */
  readonly athena: string;
}

const SIMPLE: Readonly<Record<string, LakeType>> = {
  string: { duckdb: 'VARCHAR', athena: 'varchar' },
  varchar: { duckdb: 'VARCHAR', athena: 'varchar' },
  char: { duckdb: 'VARCHAR', athena: 'char' },
  boolean: { duckdb: 'BOOLEAN', athena: 'boolean' },
  tinyint: { duckdb: 'TINYINT', athena: 'tinyint' },
  smallint: { duckdb: 'SMALLINT', athena: 'smallint' },
  int: { duckdb: 'INTEGER', athena: 'integer' },
  integer: { duckdb: 'INTEGER', athena: 'integer' },
  bigint: { duckdb: 'BIGINT', athena: 'bigint' },
  long: { duckdb: 'BIGINT', athena: 'bigint' },
  float: { duckdb: 'FLOAT', athena: 'real' },
  double: { duckdb: 'DOUBLE', athena: 'double' },
  date: { duckdb: 'DATE', athena: 'date' },
  timestamp: { duckdb: 'TIMESTAMP', athena: 'timestamp' },
  binary: { duckdb: 'BLOB', athena: 'varbinary' },
};

/**
 * Reads a Hive type such as `decimal(10,2)` or `array<struct<a:int,b:string>>`; undefined when it is none that this
 * service reads.
 */
export function parseHiveType(text: string): LakeType | undefined {
  const type = text.trim().toLowerCase();
  const decimal = /^decimal(?:\(\s*(\d{1,2})\s*(?:,\s*(\d{1,2})\s*)?\))?$/.exec(type);
  if (decimal !== null) {
    const precision = Number(decimal[1] ?? 10);
    const scale = Number(decimal[2] ?? 0);
    if (precision < 1 || precision > 38 || scale > precision) return undefined;
    return { duckdb: `DECIMAL(${precision},${scale})`, athena: `decimal(${precision},${scale})` };
  }
  if (/^(?:var)?char\(\d{1,5}\)$/.test(type)) return { duckdb: 'VARCHAR', athena: type };
  const nested = /^(array|map|struct)<(.*)>$/s.exec(type);
  if (nested === null) return Object.hasOwn(SIMPLE, type) ? SIMPLE[type] : undefined;
  const [, kind = '', inner = ''] = nested;
  const parts = splitTop(inner);
  if (kind === 'struct') {
    const fields = parts.map((part) => {
      const colon = part.indexOf(':');
      return {
        name: part.slice(0, colon).trim(),
        type: colon < 1 || part.includes('\0') ? undefined : parseHiveType(part.slice(colon + 1)),
      };
    });
    if (fields.some((field) => field.type === undefined)) return undefined;
    return {
      duckdb: `STRUCT(${fields.map((field) => `${identifier(field.name)} ${field.type?.duckdb}`).join(', ')})`,
      athena: `row(${fields.map((field) => `${field.name} ${field.type?.athena}`).join(', ')})`,
    };
  }
  const types = parts.map(parseHiveType);
  const [first, second] = types;
  if (kind === 'array' && first !== undefined && types.length === 1)
    return { duckdb: `${first.duckdb}[]`, athena: `array(${first.athena})` };
  if (kind !== 'map' || first === undefined || second === undefined || types.length !== 2) return undefined;
  return { duckdb: `MAP(${first.duckdb}, ${second.duckdb})`, athena: `map(${first.athena}, ${second.athena})` };
}

function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const char = text[index];
    if (char === '<' || char === '(') depth += 1;
    else if (char === '>' || char === ')') depth -= 1;
    else if ((char === ',' && depth === 0) || char === undefined) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return parts;
}
