export { type CellReader, cellReader } from './cell.ts';
export { compareDecimal, isDecimal, parseDecimal } from './decimal.ts';
export { defaultFormat, guardOf } from './guards.ts';
export { compareInt64, isInt64, parseInt64 } from './int64.ts';
export { lakeTypeText, parseLakeType } from './lake-type.ts';
export { codePointLength } from './length.ts';
export { compareDate, compareTimestamp, isDate, isTimestamp } from './temporal.ts';
