import type { LakeType } from './lake-type.ts';
import { ISO, ISO_DATE, temporalGuard } from './temporal.ts';

const INTEGER = '[+-]?[0-9]+';
const BOOLEAN = '(?:true|false|True|False|TRUE|FALSE)';

/** What besides its type decides how a cell is read. */
export interface CellOptions {
  /** Format of dates and timestamps; `null` is the default of the type. */
  readonly format: string | null;
  /** The comma separates decimals in `double` and `decimal`; a dot is then a bad value. */
  readonly decimalComma: boolean;
}

/** The format that a column of this type has when its contract names none; `null` for types without one. */
export function defaultFormat(type: LakeType): string | null {
  if (type.kind === 'timestamp') return ISO;
  return type.kind === 'date' ? ISO_DATE : null;
}

/**
 * The lexical guard of a type: the regular expression that the whole cell must match before it is cast, without
 * anchors; the same text in JavaScript and in Java. `null` when every text is good.
 */
export function guardOf(type: LakeType, options: CellOptions): string | null {
  const point = options.decimalComma ? ',' : '\\.';
  switch (type.kind) {
    case 'string':
      return null;
    case 'boolean':
      return BOOLEAN;
    case 'int':
    case 'bigint':
      return INTEGER;
    case 'double':
      return `[+-]?(?:[0-9]+(?:${point}[0-9]*)?|${point}[0-9]+)(?:[eE][+-]?[0-9]+)?`;
    case 'decimal':
      return decimalGuard(type.precision, type.scale, point);
    case 'date':
    case 'timestamp':
      return temporalGuard(options.format ?? (type.kind === 'date' ? ISO_DATE : ISO), type.kind);
  }
}

// The look-ahead asks for one digit on either side of the point. `0*` before and after lets zeros through that change
// nothing.
function decimalGuard(precision: number, scale: number, point: string): string {
  const whole = precision - scale === 0 ? '0*' : `0*[0-9]{0,${precision - scale}}`;
  const fraction = scale === 0 ? '0*' : `[0-9]{0,${scale}}0*`;
  return `[+-]?(?=${point}?[0-9])${whole}(?:${point}${fraction})?`;
}
