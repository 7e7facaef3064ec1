import type { Plan, PlanColumn } from '@sluice/protocol';
import { type CellJudge, compileCell, fillOf, NO_VALUE, type TypedValue } from './cells.ts';
import { REPLACEMENT } from './encoding.ts';
import { compileFolderFit } from './folders.ts';
import type { HeaderMatch } from './header.ts';
import { COLUMN_RULES, type ColumnRule, type FilePlace, type SourceRecord } from './reasons.ts';
import { compileRules, type RuleJudge } from './rules.ts';
import { brokenRules, type RowValidator } from './validator.ts';

/** A typed row: every column of the plan, in its order. */
export type TypedRow = Readonly<Record<string, TypedValue>>;

/** What became of one record. */
export interface RecordVerdict extends FilePlace {
  /** From 0, the header not counted: the `record_index` of the quarantine. */
  readonly index: number;
  /** Empty for an accepted row. */
  readonly reasons: readonly string[];
  /** The row, or null when it was rejected. */
  readonly row: TypedRow | null;
  /**
   * Unknown cells that are not null, as one JSON object in file order; null when there are none or the policy does not
   * keep them.
   */
  readonly rescued: string | null;
}

/** Judges the records of one file. */
export type RowJudge = (record: SourceRecord, index: number) => RecordVerdict;

interface Compiled {
  readonly column: PlanColumn;
  readonly place: number;
  readonly cell: CellJudge;
  readonly rules: RuleJudge;
  readonly fill: TypedValue;
  readonly fits: (value: TypedValue) => boolean;
}

/**
 * Compiles the judgement of a file's records.
 *
 * @param width cells of the header
 * @param validate the generated validator; without it the rules come from the plan
 */
export function compileRows(plan: Plan, match: HeaderMatch, width: number, validate?: RowValidator): RowJudge {
  const columns = plan.columns.map(
    (column, at): Compiled => ({
      column,
      place: match.columns[at] ?? -1,
      cell: compileCell(column, plan.source.decimal_comma),
      rules: compileRules(column),
      fill: fillOf(column),
      fits: compileFolderFit(plan, column),
    }),
  );
  const rescue = plan.drift.new_column === 'rescue' ? match.unknown : [];
  return (record, index) => {
    const place = { index, line: record.line, offset: record.offset };
    const whole = record.cells.some((cell) => cell?.includes(REPLACEMENT))
      ? 'encoding'
      : record.cells.length === width
        ? undefined
        : 'shape';
    if (whole !== undefined) return { ...place, reasons: [whole], row: null, rescued: null };
    const row: Record<string, TypedValue> = {};
    const reasons = judge(plan, columns, record, row, validate);
    if (reasons.length > 0) return { ...place, reasons, row: null, rescued: null };
    return { ...place, reasons, row, rescued: rescuedText(rescue, record) };
  };
}

/** Fills `row` and lists the reasons against it. */
function judge(
  plan: Plan,
  columns: readonly Compiled[],
  record: SourceRecord,
  row: Record<string, TypedValue>,
  validate: RowValidator | undefined,
): string[] {
  let early: Map<string, 'required' | 'type'> | undefined;
  for (const { column, place, cell, fill } of columns) {
    const value = place < 0 ? fill : cell(record.cells[place] ?? null);
    if (typeof value !== 'symbol') {
      row[column.name] = value;
      continue;
    }
    row[column.name] = null;
    early ??= new Map();
    early.set(column.name, value === NO_VALUE.required ? 'required' : 'type');
  }
  const broken = validate === undefined ? undefined : brokenRules(validate, row);
  const reasons: string[] = [];
  for (const { column, rules, fits } of columns) {
    const { name } = column;
    const value = row[name] ?? null;
    const first = early?.get(name);
    // A cell that is no value has no further rules, and a null only ever breaks `required`; the validator still sees
    // both.
    const byRules: readonly ColumnRule[] =
      first !== undefined
        ? [first]
        : value === null
          ? []
          : broken === undefined
            ? rules(value)
            : inOrder(broken.get(name));
    const found = fits(value) ? byRules : inOrder(new Set([...byRules, 'length']));
    if (found.length === 0) continue;
    if (plan.drift.bad_value !== 'null_value') reasons.push(...found.map((rule) => `${rule}:${name}`));
    else if (column.nullable) row[name] = null;
    else reasons.push(`required:${name}`);
  }
  return reasons;
}

function inOrder(rules: ReadonlySet<ColumnRule> | undefined): readonly ColumnRule[] {
  return rules === undefined ? [] : COLUMN_RULES.filter((rule) => rules.has(rule));
}

function rescuedText(unknown: HeaderMatch['unknown'], record: SourceRecord): string | null {
  // Not an object: keys that look like numbers would come out before the others.
  const members = unknown.flatMap(({ header, index }) => {
    const cell = record.cells[index] ?? null;
    return cell === null ? [] : [`${JSON.stringify(header)}:${JSON.stringify(cell)}`];
  });
  return members.length === 0 ? null : `{${members.join(',')}}`;
}
