import type { Plan, PlanColumn } from '@sluice/protocol';

/** A CSV file in memory: cells without quotes, which is what the exported files hold. */
export interface Sheet {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Splits exported text into cells. */
export function sheetOf(text: string, delimiter: string): Sheet {
  const [header = [], ...rows] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(delimiter));
  return { header, rows };
}

/** Joins cells to text again. */
export function sheetText({ header, rows }: Sheet, delimiter: string): string {
  return [header, ...rows].map((cells) => `${cells.join(delimiter)}\n`).join('');
}

/** A row that breaks the contract in one way, and the reason that it must be given. */
export interface BrokenRow {
  readonly cells: readonly string[];
  readonly reason: string;
}

/** Three rows, each with one fault that the plan itself names: beyond a bound, no number, a cell too few. */
export function brokenRows(sheet: Sheet, plan: Plan): readonly BrokenRow[] {
  const good = sheet.rows[0] ?? [];
  const bounded = plan.columns.find((column) => column.type === 'int' && maximumOf(column) !== undefined);
  const number = plan.columns.find((column) => column.type === 'int' && column.name !== bounded?.name);
  const broken: BrokenRow[] = [{ cells: good.slice(0, -1), reason: 'shape' }];
  if (bounded !== undefined) {
    const beyond = String(Number(maximumOf(bounded)) + 1);
    broken.push({ cells: withCell(sheet, good, bounded, beyond), reason: `range:${bounded.name}` });
  }
  if (number !== undefined)
    broken.push({ cells: withCell(sheet, good, number, 'soon'), reason: `type:${number.name}` });
  return broken;
}

/** The sheet without a column that the contract cannot fill; the name of what is gone. */
export function withoutRequired(sheet: Sheet, plan: Plan): { readonly sheet: Sheet; readonly column: string } {
  const inPath = new Set(plan.partition.map(({ column }) => column));
  const column = plan.columns.find((each) => !each.nullable && each.missing.default === null && !inPath.has(each.name));
  if (column === undefined) throw new TypeError('the plan has no column that must be there');
  const at = sheet.header.findIndex((header) => column.headers.includes(header));
  const cut = (cells: readonly string[]) => cells.filter((_, index) => index !== at);
  return { sheet: { header: cut(sheet.header), rows: sheet.rows.map(cut) }, column: column.name };
}

/** The sheet with one more column, under a header that no column names, filled in every row. */
export function withUnknown(sheet: Sheet, plan: Plan, header: string): Sheet {
  const known = new Set(plan.columns.flatMap(({ headers }) => headers));
  const name = known.has(header) ? `${header}_2` : header;
  return {
    header: [...sheet.header, name],
    rows: sheet.rows.map((cells, index) => [...cells, `B${(index % 40) + 1}`]),
  };
}

function withCell(sheet: Sheet, cells: readonly string[], column: PlanColumn, text: string): readonly string[] {
  const at = sheet.header.findIndex((header) => column.headers.includes(header));
  return cells.map((cell, index) => (index === at ? text : cell));
}

function maximumOf(column: PlanColumn): string | undefined {
  for (const rule of column.rules) if (rule.rule === 'range' && rule.maximum !== undefined) return rule.maximum;
  return undefined;
}
