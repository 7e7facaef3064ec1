/**
 * The tokens of a date or time format, with what each accepts. Fixed width; a month 13 or an hour 24 fails the guard
 * already.
 */
const TOKENS = {
  yyyy: '(?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})',
  MM: '(?:0[1-9]|1[0-2])',
  dd: '(?:0[1-9]|[12][0-9]|3[01])',
  HH: '(?:[01][0-9]|2[0-3])',
  mm: '[0-5][0-9]',
  ss: '[0-5][0-9]',
  SSS: '[0-9]{3}',
} as const;

type Token = keyof typeof TOKENS;

/** One piece of a date or time format. */
export type FormatPart = { readonly token: Token } | { readonly literal: string };

/** The format of timestamps when the contract names none: ISO 8601 in UTC, up to microseconds. */
export const ISO = 'iso';
/** The format of dates when the contract names none. */
export const ISO_DATE = 'yyyy-MM-dd';

const LITERALS = ' -/.:,_TZ';
const ISO_GUARD =
  `${TOKENS.yyyy}-${TOKENS.MM}-${TOKENS.dd}[T ` + `]${TOKENS.HH}:${TOKENS.mm}:${TOKENS.ss}(?:\\.[0-9]{1,6})?Z`;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Splits a format into tokens and literals; a message says why it cannot be. */
export function parseFormat(format: string, kind: 'date' | 'timestamp'): readonly FormatPart[] | string {
  const parts: FormatPart[] = [];
  const seen = new Set<Token>();
  for (let at = 0; at < format.length; ) {
    const token = (['yyyy', 'SSS', 'MM', 'dd', 'HH', 'mm', 'ss'] as const).find((name) => format.startsWith(name, at));
    if (token !== undefined) {
      if (seen.has(token)) return `token ${token} appears twice`;
      seen.add(token);
      parts.push({ token });
      at += token.length;
      continue;
    }
    const literal = format.charAt(at);
    // biome-ignore format: the generated validators hold it on one line, as it is written here.
    if (!LITERALS.includes(literal)) return `character "${literal}" is neither part of a token (yyyy MM dd ` +
'HH mm ss SSS) ' +
        'nor a literal';
    parts.push({ literal });
    at += 1;
  }
  for (const token of ['yyyy', 'MM', 'dd'] as const) if (!seen.has(token)) return `token ${token} is missing`;
  const time = (['HH', 'mm', 'ss', 'SSS'] as const).filter((token) => seen.has(token));
  if (kind === 'date' && time.length > 0) return `a date has no ${time[0]}`;
  if (kind === 'timestamp' && !seen.has('HH')) return 'token HH is missing';
  for (const [finer, coarser] of [
    ['mm', 'HH'],
    ['ss', 'mm'],
    ['SSS', 'ss'],
  ] as const) {
    if (seen.has(finer) && !seen.has(coarser)) return `token ${finer} needs ${coarser}`;
  }
  return parts;
}

/** The lexical guard of a date or timestamp format, without anchors. The format must be a good one. */
export function temporalGuard(format: string, kind: 'date' | 'timestamp'): string {
  if (format === ISO) return kind === 'timestamp' ? ISO_GUARD : temporalGuard(ISO_DATE, kind);
  const parts = parseFormat(format, kind);
  if (typeof parts === 'string') throw new RangeError(`format "${format}": ${parts}`);
  return parts
    .map((part) => ('token' in part ? TOKENS[part.token] : part.literal === '.' ? '\\.' : part.literal))
    .join('');
}

/** Whether year, month and day name a real day of the years 0001 to 9999 (proleptic Gregorian, as Spark counts). */
export function isRealDay(year: number, month: number, day: number): boolean {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (DAYS[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** A compiled reader of one format: the canonical text of a cell, or `undefined`. */
export type TemporalReader = (text: string) => string | undefined;

/**
 * Compiles a reader for a format. Canonical texts: `yyyy-MM-dd` and `yyyy-MM-ddTHH:mm:ss.ffffffZ`, always with six
 * digits, so that canonical texts sort as the instants do.
 */
export function temporalReader(format: string, kind: 'date' | 'timestamp'): TemporalReader {
  const guard = new RegExp(`^(?:${temporalGuard(format, kind)})$`, 'u');
  const offsets = offsetsOf(format, kind);
  return (text) => {
    if (!guard.test(text)) return undefined;
    const at = (token: Token, width: number): string => {
      const from = offsets[token];
      return from === undefined ? '0'.repeat(width) : text.slice(from, from + width);
    };
    const [yyyy, month, dd] = [at('yyyy', 4), at('MM', 2), at('dd', 2)];
    if (!isRealDay(Number(yyyy), Number(month), Number(dd))) return undefined;
    const day = `${yyyy}-${month}-${dd}`;
    if (kind === 'date') return day;
    const fraction = format === ISO ? text.slice(20, -1) : at('SSS', 3);
    return `${day}T${at('HH', 2)}:${at('mm', 2)}:${at('ss', 2)}.${fraction.padEnd(6, '0')}Z`;
  };
}

const readIsoDate = temporalReader(ISO_DATE, 'date');
const readIsoTimestamp = temporalReader(ISO, 'timestamp');

/** Whether the text is a date as a typed row writes it. */
export function isDate(text: string): boolean {
  return readIsoDate(text) !== undefined;
}

/** Whether the text is a UTC timestamp as `iso` reads it. */
export function isTimestamp(text: string): boolean {
  return readIsoTimestamp(text) !== undefined;
}

/** Orders two dates; `undefined` when one of them is none. */
export function compareDate(left: string, right: string): number | undefined {
  if (!isDate(left) || !isDate(right)) return undefined;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Orders two timestamps by instant, to the microsecond; `undefined` when one of them is none. */
export function compareTimestamp(left: string, right: string): number | undefined {
  const [a, b] = [readIsoTimestamp(left), readIsoTimestamp(right)];
  if (a === undefined || b === undefined) return undefined;
  return a < b ? -1 : a > b ? 1 : 0;
}

function offsetsOf(format: string, kind: 'date' | 'timestamp'): Partial<Record<Token, number>> {
  if (format === ISO && kind === 'timestamp') return { yyyy: 0, MM: 5, dd: 8, HH: 11, mm: 14, ss: 17 };
  const parts = parseFormat(format === ISO ? ISO_DATE : format, kind);
  const offsets: Partial<Record<Token, number>> = {};
  let at = 0;
  for (const part of typeof parts === 'string' ? [] : parts) {
    if ('token' in part) offsets[part.token] = at;
    at += 'token' in part ? part.token.length : 1;
  }
  return offsets;
}
