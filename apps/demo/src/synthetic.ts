import type { Plan, PlanColumn } from '@sluice/protocol';
import type { Sheet } from './mishaps.ts';

/** What made-up rows are made of, beside the plan. */
export interface SyntheticOptions {
  /** Rows that the contract accepts: text that must follow a pattern is taken from here. */
  readonly sample: Sheet;
  /** Numbers from 0 up to 1, the same every time. */
  readonly random: () => number;
}

/**
 * So many rows of one day (yyyy-MM-dd), from morning to night; whole numbers that tell rows apart count on from
 * `firstId`.
 */
export function syntheticDay(plan: Plan, day: string, firstId: number, rows: number, options: SyntheticOptions): Sheet {
  const cells = plan.columns.map((column) => cellOf(column, plan, day, rows, options));
  return {
    // By the last name under which a column is known: aliases are names like any other.
    header: plan.columns.map(({ headers, name }) => headers.at(-1) ?? name),
    rows: Array.from({ length: rows }, (_, index) => cells.map((cell) => cell(index, firstId + index))),
  };
}

/** Makes the cells of a column: what it may hold is worked out once, not for every row. */
function cellOf(
  column: PlanColumn,
  plan: Plan,
  day: string,
  rows: number,
  { sample, random }: SyntheticOptions,
): (index: number, id: number) => string {
  const { type } = column;
  if (type === 'int' || type === 'bigint') {
    const isKey = plan.dedupe?.key.includes(column.name) === true;
    const [from, to] = boundsOf(column, 1, 1_000);
    return (_, id) => String(isKey ? id : from + Math.floor(random() * (to - from)));
  }
  if (type.startsWith('decimal') || type === 'double') {
    const scale = Number(/,(\d+)\)/.exec(type)?.[1] ?? 2);
    const [from, to] = boundsOf(column, 0, 500);
    const point = plan.source.decimal_comma ? ',' : '.';
    // A step above the bound, which may be exclusive.
    return () => (from + 10 ** -scale + random() * (to - from)).toFixed(scale).replace('.', point);
  }
  if (type === 'date' || type === 'timestamp') {
    return (index) =>
      momentText(column, new Date(Date.parse(`${day}T00:00:00Z`) + Math.floor((index / rows) * 86_400) * 1000));
  }
  const pool = type === 'boolean' ? ['true', 'false'] : textsOf(column, sample);
  return () => pool[Math.floor(random() * pool.length)] ?? '';
}

/** Texts that the column accepts, and the tokens that stand for none where it may be empty. */
function textsOf(column: PlanColumn, sample: Sheet): readonly string[] {
  const listed = column.rules.find((rule) => rule.rule === 'enum');
  const at = sample.header.findIndex((header) => column.headers.includes(header));
  const seen = at === -1 ? [] : sample.rows.map((cells) => cells[at] ?? '');
  const texts =
    listed === undefined ? [...new Set(seen)].filter((text) => !column.null_tokens.includes(text)) : listed.values;
  if (texts.length === 0) throw new TypeError(`neither the plan nor the sample says what ${column.name} may hold`);
  return column.nullable ? [...texts, ...column.null_tokens] : texts;
}

function boundsOf(column: PlanColumn, from: number, span: number): readonly [from: number, to: number] {
  const range = column.rules.find((rule) => rule.rule === 'range');
  const minimum = Number(range?.minimum ?? range?.exclusive_minimum ?? from);
  return [minimum, Number(range?.maximum ?? range?.exclusive_maximum ?? minimum + span)];
}

function momentText({ type, format }: PlanColumn, moment: Date): string {
  const iso = moment.toISOString();
  if (format === null || format === 'iso') return type === 'date' ? iso.slice(0, 10) : `${iso.slice(0, 19)}Z`;
  const parts: Readonly<Record<string, string>> = {
    yyyy: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  };
  return format.replace(/yyyy|MM|dd|HH|mm|ss|S+/g, (token) => parts[token] ?? '0'.repeat(token.length));
}
