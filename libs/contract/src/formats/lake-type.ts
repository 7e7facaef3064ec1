/** A type of the lake, as `x-column.type` names it. */
export type LakeType =
  | { readonly kind: 'string' | 'boolean' | 'int' | 'bigint' | 'double' | 'date' | 'timestamp' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number };

/** The kinds of lake types. */
export type LakeKind = LakeType['kind'];

/** Parquet, Spark, Hive and Athena all stop at 38 digits. */
const MAX_DECIMAL_PRECISION = 38;

const SIMPLE: ReadonlySet<string> = new Set(['string', 'boolean', 'int', 'bigint', 'double', 'date', 'timestamp']);

/**
 * Reads the text of a lake type; `undefined` when it is none (nested types are none: they come with JSON sources).
 *
 * @example
 * parseLakeType('decimal(12,2)'); // { kind: 'decimal', precision: 12, scale: 2 }
 */
export function parseLakeType(text: string): LakeType | undefined {
  if (SIMPLE.has(text)) return { kind: text as Exclude<LakeKind, 'decimal'> };
  const match = /^decimal\(([1-9][0-9]?),(0|[1-9][0-9]?)\)$/.exec(text);
  if (match === null) return undefined;
  const precision = Number(match[1]);
  const scale = Number(match[2]);
  return precision <= MAX_DECIMAL_PRECISION && scale <= precision ? { kind: 'decimal', precision, scale } : undefined;
}

/** The text of a lake type: the reverse of {@link parseLakeType}. */
export function lakeTypeText(type: LakeType): string {
  return type.kind === 'decimal' ? `decimal(${type.precision},${type.scale})` : type.kind;
}
