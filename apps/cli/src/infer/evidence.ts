import { type CellReader, cellReader, parseLakeType } from '@sluice/contract';

/** Texts that stand for nothing in files of many makers. The empty cell is null without being listed. */
const NULL_TOKENS: ReadonlySet<string> = new Set([
  'NA',
  'N/A',
  'n/a',
  'NULL',
  'null',
  'None',
  'NaN',
  'nan',
  '\\N',
  '-',
  's/d',
  'S/D',
  '#N/A',
]);

/** Formats that are tried for dates and timestamps, the unambiguous ones first. */
const TEMPORAL = [
  ['date', 'yyyy-MM-dd'],
  ['date', 'dd/MM/yyyy'],
  ['date', 'MM/dd/yyyy'],
  ['date', 'dd-MM-yyyy'],
  ['date', 'MM-dd-yyyy'],
  ['date', 'dd.MM.yyyy'],
  ['date', 'yyyy/MM/dd'],
  ['timestamp', 'iso'],
  ['timestamp', 'yyyy-MM-dd HH:mm:ss'],
  ['timestamp', 'yyyy-MM-ddTHH:mm:ss'],
  ['timestamp', 'yyyy-MM-dd HH:mm'],
  ['timestamp', 'dd/MM/yyyy HH:mm:ss'],
  ['timestamp', 'MM/dd/yyyy HH:mm:ss'],
  ['timestamp', 'dd/MM/yyyy HH:mm'],
  ['timestamp', 'MM/dd/yyyy HH:mm'],
] as const;

/** Beyond this many different values nobody asks whether they are a list. */
const DISTINCT_LIMIT = 20;

/** What all the values of a column have in common, gathered in one pass; holds no value but a few distinct short ones. */
export class ColumnEvidence {
  rows = 0;
  nulls = 0;
  /** Null tokens that were seen. */
  readonly tokens = new Set<string>();
  #values = 0;
  #integers = 0;
  #leadingZero = false;
  #maxMagnitude = 0n;
  #points = 0;
  #commas = 0;
  #wholeDigits = 0;
  #fractionDigits = 0;
  #exponents = 0;
  #booleans = 0;
  #longest = 0;
  readonly #distinct = new Set<string>();
  readonly #formats = new Map<string, CellReader>(TEMPORAL.map(([kind, format]) => [`${kind} ${format}`, reader(kind, format)]));

  /** Looks at one cell. */
  add(cell: string | null): void {
    this.rows += 1;
    if (cell === null) {
      this.nulls += 1;
      return;
    }
    if (NULL_TOKENS.has(cell)) {
      this.nulls += 1;
      this.tokens.add(cell);
      return;
    }
    this.#values += 1;
    this.#longest = Math.max(this.#longest, cell.length);
    if (this.#distinct.size <= DISTINCT_LIMIT) this.#distinct.add(cell.slice(0, 64));
    if (/^(?:true|false)$/i.test(cell)) this.#booleans += 1;
    this.#addNumber(cell);
    for (const [name, read] of this.#formats) if (read(cell) === undefined) this.#formats.delete(name);
  }

  #addNumber(cell: string): void {
    const match = /^[+-]?([0-9]+)(?:([.,])([0-9]+))?([eE][+-]?[0-9]+)?$/.exec(cell);
    if (match === null) return;
    const [, whole = '', point, fraction = '', exponent] = match;
    if (whole.length > 1 && whole.startsWith('0')) this.#leadingZero = true;
    this.#wholeDigits = Math.max(this.#wholeDigits, whole.length);
    this.#fractionDigits = Math.max(this.#fractionDigits, fraction.length);
    if (exponent !== undefined) this.#exponents += 1;
    if (point === '.') this.#points += 1;
    else if (point === ',') this.#commas += 1;
    else if (exponent === undefined) {
      this.#integers += 1;
      if (whole.length <= 40) this.#maxMagnitude = BigInt(whole) > this.#maxMagnitude ? BigInt(whole) : this.#maxMagnitude;
      else this.#maxMagnitude = 10n ** 40n;
    }
  }

  /** Values that are no null. */
  get values(): number {
    return this.#values;
  }

  /** Number of different values, when there are few. */
  get distinct(): number | undefined {
    return this.#distinct.size > DISTINCT_LIMIT ? undefined : this.#distinct.size;
  }

  /** Longest text. */
  get longest(): number {
    return this.#longest;
  }

  /** Every value is a whole number without zeros in front. */
  get isInteger(): boolean {
    return this.#values > 0 && this.#integers === this.#values && !this.#leadingZero;
  }

  /** Digits only, but a zero in front says that it is a code. */
  get isZeroPadded(): boolean {
    return this.#values > 0 && this.#integers === this.#values && this.#leadingZero;
  }

  get maxMagnitude(): bigint {
    return this.#maxMagnitude;
  }

  get isBoolean(): boolean {
    return this.#values > 0 && this.#booleans === this.#values;
  }

  /** Numbers with a fraction, and what separates it. */
  get fraction():
    | { readonly separator: '.' | ','; readonly whole: number; readonly digits: number; readonly hasExponent: boolean }
    | undefined {
    const numbers = this.#integers + this.#points + this.#commas + this.#exponents;
    if (this.#values === 0 || numbers < this.#values || this.#points + this.#commas + this.#exponents === 0) return undefined;
    if ((this.#points > 0 && this.#commas > 0) || this.#leadingZero) return undefined;
    return {
      separator: this.#commas > 0 ? ',' : '.',
      whole: this.#wholeDigits,
      digits: this.#fractionDigits,
      hasExponent: this.#exponents > 0,
    };
  }

  /** Formats of date or time that every value has. */
  get temporal(): readonly { readonly kind: 'date' | 'timestamp'; readonly format: string }[] {
    if (this.#values === 0) return [];
    return TEMPORAL.filter(([kind, format]) => this.#formats.has(`${kind} ${format}`)).map(([kind, format]) => ({ kind, format }));
  }
}

function reader(kind: 'date' | 'timestamp', format: string): CellReader {
  const type = parseLakeType(kind);
  if (type === undefined) throw new TypeError(`${kind} is a lake type`);
  return cellReader(type, { format, decimalComma: false });
}
