/**
 * A value of a result. Whole numbers of 64 bits are `bigint`, decimals and dates exact text, timestamps instants in
 * UTC.
 */
export type QueryValue = string | number | bigint | boolean | Date | null;

/** A column of a result. */
export interface QueryColumn {
  readonly name: string;
  /** As Athena names it: `varchar`, `bigint`, `decimal`, `timestamp` … */
  readonly type: string;
}

/**
 * Turns the text of a value into a value of its column's type. Absent is null; the empty text of a `varchar` is the
 * empty text.
 */
export function typedValue(text: string | undefined, type: string): QueryValue {
  if (text === undefined) return null;
  switch (type) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'int':
      return Number(text);
    case 'bigint':
      return BigInt(text);
    case 'double':
    case 'float':
    case 'real':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'timestamp':
      return instantOf(text) ?? text;
    case 'timestamp with time zone':
      return text.endsWith(' UTC') ? (instantOf(text.slice(0, -4)) ?? text) : text;
    default:
      return text;
  }
}

function instantOf(text: string): Date | undefined {
  const instant = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
