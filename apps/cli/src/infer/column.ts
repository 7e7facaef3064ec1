import type { ColumnEvidence } from './evidence.ts';

/** What a column was taken for, and why: shown to the user, who decides. */
export interface InferredColumn {
  /** The property of the contract. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Lake type. */
  readonly type: string;
  /** What was seen, in a few words. */
  readonly because: string;
  /** Something to look at before the contract is merged. */
  readonly ask?: string;
}

/** How the order of day and month is taken when the values leave it open. */
export type DayOrder = 'day-first' | 'month-first' | undefined;

/** A sum may grow: three digits more than the largest that was seen. */
const HEADROOM_DIGITS = 3;
const INT_LIMIT = 2n ** 31n / 4n;
const SAFE_LIMIT = 2n ** 53n / 4n;
const INT64_LIMIT = 2n ** 63n;
const MAX_SCALE = 6;
const PERSONAL =
  /(^|_)(e?mail|correo|phone|telefono|movil|celular|dni|nif|nie|rut|rfc|curp|cpf|cnpj|cuit|cedula|passport|pasaporte|ssn|iban|card|tarjeta|nombre|name|apellido|surname|birth|nacimiento|address|direccion|ip)($|_)/;

/** Works out the type of a column from everything that was seen in it. */
export function inferColumn(name: string, header: string, evidence: ColumnEvidence, order: DayOrder): InferredColumn {
  const guess = typeOf(evidence, order);
  const nullable = evidence.nulls > 0 || evidence.values === 0;
  const column: Record<string, unknown> = { type: guess.type };
  if (header !== name) column['source'] = header;
  if (evidence.tokens.size > 0) column['nullTokens'] = [...evidence.tokens].sort();
  if (guess.format !== undefined) column['format'] = guess.format;
  const schema = { type: nullable ? [guess.json, 'null'] : guess.json, ...guess.keywords, 'x-column': column };
  const asks = [
    guess.ask,
    PERSONAL.test(name) ? 'looks like personal data: set the classification of the dataset' : undefined,
    listHint(evidence, guess.type),
  ];
  const ask = asks.filter((text) => text !== undefined).join('; ');
  return { schema, type: guess.type, because: guess.because, ...(ask === '' ? {} : { ask }) };
}

interface Guess {
  readonly type: string;
  readonly json: string;
  readonly keywords?: Readonly<Record<string, unknown>>;
  readonly format?: string;
  readonly because: string;
  readonly ask?: string;
}

function typeOf(evidence: ColumnEvidence, order: DayOrder): Guess {
  if (evidence.values === 0)
    return { type: 'string', json: 'string', because: 'no value in the file', ask: 'nothing is known of its type' };
  if (evidence.isBoolean) return { type: 'boolean', json: 'boolean', because: 'true and false only' };
  if (evidence.isZeroPadded) return { type: 'string', json: 'string', because: 'digits with zeros in front: a code' };
  if (evidence.isInteger) return integerOf(evidence.maxMagnitude);
  const fraction = evidence.fraction;
  if (fraction !== undefined) {
    const scale = fraction.digits;
    if (fraction.hasExponent || scale > MAX_SCALE)
      return { type: 'double', json: 'number', because: `numbers, up to ${scale} decimals or an exponent` };
    const precision = Math.min(38, fraction.whole + HEADROOM_DIGITS + scale);
    return {
      type: `decimal(${precision},${scale})`,
      json: 'string',
      keywords: { format: 'decimal' },
      because: `numbers with up to ${scale} decimals`,
    };
  }
  return temporalOf(evidence, order) ?? { type: 'string', json: 'string', because: `text, up to ${evidence.longest} characters` };
}

function integerOf(magnitude: bigint): Guess {
  if (magnitude < INT_LIMIT) return { type: 'int', json: 'integer', because: 'whole numbers' };
  if (magnitude < SAFE_LIMIT) return { type: 'bigint', json: 'integer', because: 'large whole numbers' };
  if (magnitude < INT64_LIMIT)
    return { type: 'bigint', json: 'string', keywords: { format: 'int64' }, because: 'whole numbers of 64 bits' };
  return { type: 'string', json: 'string', because: 'digits beyond 64 bits: a code' };
}

function temporalOf(evidence: ColumnEvidence, order: DayOrder): Guess | undefined {
  const formats = evidence.temporal;
  const [first] = formats;
  if (first === undefined) return undefined;
  const dayFirst = formats.find(({ format }) => format.startsWith('dd'));
  const monthFirst = formats.find(({ format }) => format.startsWith('MM'));
  if (dayFirst !== undefined && monthFirst !== undefined && order === undefined) {
    return {
      type: 'string',
      json: 'string',
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
    ...(chosen.kind === 'timestamp' && chosen.format !== 'iso' ? { ask: 'no zone in the text: it is read as UTC' } : {}),
  };
}

function listHint(evidence: ColumnEvidence, type: string): string | undefined {
  if (type !== 'string' || evidence.distinct === undefined || evidence.values < 50) return undefined;
  return `${evidence.distinct} different values: an enum?`;
}
