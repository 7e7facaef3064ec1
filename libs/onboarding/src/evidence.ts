import type { CellReader } from '@sluice/contract/formats';
import { SHAPES, type Shape, TEMPORAL, temporalCell } from './shapes.ts';

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

// The guard of booleans accepts these spellings and no other.
const BOOLEAN = /^(?:true|false|True|False|TRUE|FALSE)$/;
const NUMBER = /^([+-]?)(?:([0-9]+)(?:([.,])([0-9]*))?|([.,])([0-9]+))([eE][+-]?[0-9]+)?$/;
/** Telephone numbers are written with a plus; numbers hardly ever are. */
const PHONE_DIGITS = 8;
/** More digits than any integer type holds say nothing more. */
const MAX_DIGITS = 40;

/** Numbers with a fraction. */
export interface Fraction {
  readonly separator: '.' | ',' | undefined;
  /** Most digits before and behind the separator. */
  readonly whole: number;
  readonly digits: number;
  readonly hasExponent: boolean;
  /** Three digits follow every comma: it may separate thousands. */
  readonly isGrouped: boolean;
}

/** Beyond this many different values nobody asks whether they are a list. */
const DISTINCT_LIMIT = 20;

/**
 * What all the values of a column have in common, gathered in one pass; holds no value but a few distinct short ones.
 */
export class ColumnEvidence {
  rows = 0;
  /** Cells without anything, and null tokens. */
  nulls = 0;
  /** Quoted cells without a character: texts where the column holds texts, else nulls. */
  empties = 0;
  /** Null tokens that were seen. */
  readonly tokens = new Set<string>();
  #values = 0;
  #numbers = 0;
  #integers = 0;
  #codes = 0;
  #smallest = 0n;
  #largest = 0n;
  #points = 0;
  #commas = 0;
  #wholeDigits = 0;
  #fractionDigits = 0;
  #thousandths = 0;
  #exponents = 0;
  #beyond = 0;
  #booleans = 0;
  #longest = 0;
  readonly #distinct = new Set<string>();
  readonly #formats = new Map<string, CellReader>(
    TEMPORAL.map(([kind, format]) => [`${kind} ${format}`, temporalCell(kind, format)]),
  );
  readonly #shapes = new Set<Shape>(SHAPES);

  /** Looks at one cell. */
  add(cell: string | null): void {
    this.rows += 1;
    if (cell === null) {
      this.nulls += 1;
      return;
    }
    if (cell === '') {
      this.empties += 1;
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
    if (BOOLEAN.test(cell)) this.#booleans += 1;
    this.#addNumber(cell);
    for (const [name, read] of this.#formats) if (read(cell) === undefined) this.#formats.delete(name);
    for (const shape of this.#shapes) if (!shape.has(cell)) this.#shapes.delete(shape);
  }

  #addNumber(cell: string): void {
    const match = NUMBER.exec(cell);
    if (match === null) return;
    this.#numbers += 1;
    const [, sign, whole = '', point = match[5], fraction = match[6] ?? '', , , exponent] = match;
    if ((whole.length > 1 && whole.startsWith('0')) || (sign === '+' && whole.length >= PHONE_DIGITS)) this.#codes += 1;
    this.#wholeDigits = Math.max(this.#wholeDigits, whole.length);
    this.#fractionDigits = Math.max(this.#fractionDigits, fraction.length);
    if (fraction.length === 3) this.#thousandths += 1;
    if (exponent !== undefined) this.#exponents += 1;
    // Readers of a double refuse what is not finite.
    if (!Number.isFinite(Number(cell.replace(',', '.')))) this.#beyond += 1;
    if (point === '.') this.#points += 1;
    else if (point === ',') this.#commas += 1;
    else if (exponent === undefined) {
      this.#integers += 1;
      const value = BigInt((sign === '-' ? '-' : '') + whole.slice(0, MAX_DIGITS));
      if (value < this.#smallest) this.#smallest = value;
      if (value > this.#largest) this.#largest = value;
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

  /** Every value is a whole number, and none of them looks like a code. */
  get isInteger(): boolean {
    return this.#values > 0 && this.#integers === this.#values && this.#codes === 0;
  }

  /** Digits only, but a zero in front, or a plus before many of them, says that it is a code. */
  get isCode(): boolean {
    return this.#values > 0 && this.#integers === this.#values && this.#codes > 0;
  }

  /** The smallest and the largest whole number, and zero. */
  get span(): { readonly smallest: bigint; readonly largest: bigint } {
    return { smallest: this.#smallest, largest: this.#largest };
  }

  get isBoolean(): boolean {
    return this.#values > 0 && this.#booleans === this.#values;
  }

  /** Numbers with a fraction, and what separates it; no separator where all of them have an exponent instead. */
  get fraction(): Fraction | undefined {
    if (this.#values === 0 || this.#numbers < this.#values || this.#integers === this.#values) return undefined;
    if ((this.#points > 0 && this.#commas > 0) || this.#codes > 0 || this.#beyond > 0) return undefined;
    const separator = this.#commas > 0 ? ',' : this.#points > 0 ? '.' : undefined;
    return {
      separator,
      whole: this.#wholeDigits,
      digits: this.#fractionDigits,
      hasExponent: this.#exponents > 0,
      isGrouped: separator === ',' && this.#thousandths === this.#commas,
    };
  }

  /** What every value looks like that is of no type of the lake. */
  get shapes(): readonly Shape[] {
    return this.#values === 0 ? [] : [...this.#shapes];
  }

  /** Formats of date or time that every value has. */
  get temporal(): readonly { readonly kind: 'date' | 'timestamp'; readonly format: string }[] {
    if (this.#values === 0) return [];
    return TEMPORAL.filter(([kind, format]) => this.#formats.has(`${kind} ${format}`)).map(([kind, format]) => ({
      kind,
      format,
    }));
  }
}
