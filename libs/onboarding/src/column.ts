import { integerRange } from '@sluice/contract';
import type { ColumnEvidence, Fraction } from './evidence.ts';

/** What a column was taken for, and why: shown to the user, who decides. */
export interface InferredColumn {
  /** The property of the contract. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Lake type. */
  readonly type: string;
  /** What was seen, in a few words. */
  readonly because: string;
  /** Cells that are read as null. */
  readonly nulls: number;
  /** Something to look at before the contract is merged. */
  readonly ask?: string;
}

/** How the order of day and month is taken when the values leave it open. */
export type DayOrder = 'day-first' | 'month-first' | undefined;

/** A sum may grow: three digits more than the largest that was seen. */
const HEADROOM_DIGITS = 3;
/** Numbers may grow: four times the largest that was seen still has its type. */
const HEADROOM_FACTOR = 4n;
const MAX_SCALE = 6;
const MAX_PRECISION = 38;
const TEXT = { type: 'string', json: 'string', isSaid: true } as const;
const PERSONAL =
  /(^|_)(e?mail|correo|phone|telefono|movil|celular|dni|nif|nie|rut|rfc|curp|cpf|cnpj|cuit|cedula|passport|pasaporte|ssn|iban|card|tarjeta|nombre|name|apellido|surname|birth|nacimiento|address|direccion|ip)($|_)/;

/** Works out the type of a column from everything that was seen in it. */
export function inferColumn(name: string, header: string, evidence: ColumnEvidence, hints: Hints): InferredColumn {
  const guess = typeOf(evidence, hints);
  // A quoted cell without a character is a text; where the values are none, it stands for nothing.
  const emptyIsNull = guess.type !== 'string' && evidence.empties > 0;
  const nulls = evidence.nulls + (emptyIsNull ? evidence.empties : 0);
  const tokens = [...(emptyIsNull ? [''] : []), ...evidence.tokens];
  const nullable = nulls > 0 || (evidence.values === 0 && evidence.empties === 0);
  const column: Record<string, unknown> = { type: guess.type };
  if (header !== name) column['source'] = header;
  if (tokens.length > 0) column['nullTokens'] = tokens.sort();
  if (guess.format !== undefined) column['format'] = guess.format;
  const schema = { type: nullable ? [guess.json, 'null'] : guess.json, ...guess.keywords, 'x-column': column };
  const asks = [
    guess.ask,
    evidence.shapes.find(({ type }) => type === guess.type && guess.isSaid !== true)?.ask,
    isPersonal(name) ? 'looks like personal data: set the classification of the dataset' : undefined,
    listHint(evidence, guess.type),
  ];
  const ask = asks.filter((text) => text !== undefined).join('; ');
  return { schema, type: guess.type, because: guess.because, nulls, ...(ask === '' ? {} : { ask }) };
}

/** Whether the name of a column says that it holds personal data. */
export function isPersonal(name: string): boolean {
  return PERSONAL.test(name);
}

/** What decides beyond the column's own values. */
export interface Hints {
  readonly dayOrder: DayOrder;
  /** Decimals of the file are written with a comma. */
  readonly decimalComma: boolean;
}

interface Guess {
  readonly type: string;
  readonly json: string;
  readonly keywords?: Readonly<Record<string, unknown>>;
  readonly format?: string;
  readonly because: string;
  readonly ask?: string;
  /** What it looks like is said already. */
  readonly isSaid?: true;
}

function typeOf(evidence: ColumnEvidence, { dayOrder, decimalComma }: Hints): Guess {
  if (evidence.values === 0) {
    const because = evidence.empties > 0 ? 'empty texts only' : 'no value in the file';
    return { type: 'string', json: 'string', because, ask: 'nothing is known of its type' };
  }
  if (evidence.isBoolean) return { type: 'boolean', json: 'boolean', because: 'true and false only' };
  if (evidence.isCode) return { ...TEXT, because: 'digits with zeros or a plus in front: a code' };
  if (evidence.isInteger) return integerOf(evidence.span);
  if (evidence.fraction !== undefined) return fractionOf(evidence.fraction, decimalComma);
  return (
    temporalOf(evidence, dayOrder) ?? {
      type: 'string',
      json: 'string',
      because: `text, up to ${evidence.longest} characters`,
    }
  );
}

function fractionOf(
  { separator, whole, digits: scale, hasExponent, isGrouped }: Fraction,
  decimalComma: boolean,
): Guess {
  if (separator !== undefined && decimalComma !== (separator === ',')) {
    const other = decimalComma ? 'a comma' : 'a dot';
    return {
      ...TEXT,
      because: `numbers with "${separator}"`,
      ask: `other columns write decimals with ${other}: kept as text`,
    };
  }
  const ask = isGrouped
    ? { ask: 'three digits behind every comma: if it separates thousands, these are other numbers' }
    : {};
  if (hasExponent || scale > MAX_SCALE || whole + scale > MAX_PRECISION) {
    const many =
      whole + scale > MAX_PRECISION ? { ask: `up to ${whole + scale} digits, of which a double keeps about 15` } : ask;
    return { type: 'double', json: 'number', because: `numbers, up to ${scale} decimals or an exponent`, ...many };
  }
  return {
    type: `decimal(${Math.min(MAX_PRECISION, whole + HEADROOM_DIGITS + scale)},${scale})`,
    json: 'string',
    keywords: { format: 'decimal' },
    because: `numbers with up to ${scale} decimals`,
    ...ask,
  };
}

function integerOf({ smallest, largest }: ColumnEvidence['span']): Guess {
  const fits = (kind: string, jsonType: string, headroom = 1n) => {
    const range = integerRange(kind, jsonType);
    return range !== undefined && range.lowest <= smallest * headroom && largest * headroom <= range.highest;
  };
  if (fits('int', 'integer', HEADROOM_FACTOR)) return { type: 'int', json: 'integer', because: 'whole numbers' };
  if (fits('bigint', 'integer', HEADROOM_FACTOR))
    return { type: 'bigint', json: 'integer', because: 'large whole numbers' };
  if (fits('bigint', 'string'))
    return { type: 'bigint', json: 'string', keywords: { format: 'int64' }, because: 'whole numbers of 64 bits' };
  return { ...TEXT, because: 'digits beyond 64 bits: a code' };
}

function temporalOf(evidence: ColumnEvidence, order: DayOrder): Guess | undefined {
  const formats = evidence.temporal;
  const [first] = formats;
  if (first === undefined) return undefined;
  const dayFirst = formats.find(({ format }) => format.startsWith('dd'));
  const monthFirst = formats.find(({ format }) => format.startsWith('MM'));
  if (dayFirst !== undefined && monthFirst !== undefined && order === undefined) {
    return {
      ...TEXT,
      because: `${first.kind}s, but no day above 12`,
      ask: `${dayFirst.format} or ${monthFirst.format}? Run again with --day-first or --month-first`,
    };
  }
  const chosen = (order === 'month-first' ? monthFirst : dayFirst) ?? first;
  const isDefault = chosen.format === 'iso' || (chosen.kind === 'date' && chosen.format === 'yyyy-MM-dd');
  return {
    type: chosen.kind,
    json: 'string',
    keywords: { format: chosen.kind === 'date' ? 'date' : 'date-time' },
    ...(isDefault ? {} : { format: chosen.format }),
    because: `every value is a ${chosen.kind} (${chosen.format})`,
    ...(chosen.kind === 'timestamp' && chosen.format !== 'iso'
      ? { ask: 'no zone in the text: it is read as UTC' }
      : {}),
  };
}

function listHint(evidence: ColumnEvidence, type: string): string | undefined {
  if (type !== 'string' || evidence.distinct === undefined || evidence.values < 50) return undefined;
  return `${evidence.distinct} different values: an enum?`;
}
