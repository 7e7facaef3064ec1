import { createHash } from 'node:crypto';
import type { Plan } from '@sluice/protocol';
import { type FileReason, type Refusal, refuse, type SourceRecord } from './reasons.ts';

/** Which header cell feeds which column. */
export interface HeaderMatch {
  /** By column of the plan: the place of its cell in a record, or -1 when the file has none. */
  readonly columns: readonly number[];
  /** Headers that no column names, in file order. */
  readonly unknown: readonly { readonly header: string; readonly index: number }[];
  /** Names of columns that the file does not have and the drift policy fills. */
  readonly missing: readonly string[];
  /** Columns found under an alias, with the header that the file has. */
  readonly aliased: readonly { readonly column: string; readonly header: string }[];
}

/** Matches a header with the plan, exactly; refuses in the order of docs/reading-rules.md. */
export function matchHeader(plan: Plan, record: SourceRecord): HeaderMatch | Refusal {
  const at = { line: record.line, offset: record.offset };
  const no = (reason: FileReason, detail: string): Refusal => refuse(reason, detail, at);
  const headers = record.cells.map((cell) => cell ?? '');

  const empty = headers.indexOf('');
  if (empty >= 0) return no('empty-header', `header ${empty + 1} of ${headers.length} is empty`);
  // A map, because a hostile header has 20,480 cells.
  const placeOf = new Map<string, number>();
  for (const [place, header] of headers.entries()) {
    const first = placeOf.get(header);
    if (first !== undefined)
      return no('duplicate-header', `headers ${first + 1} and ${place + 1} are both ${show(header)}`);
    placeOf.set(header, place);
  }

  const columns: number[] = [];
  const missing: string[] = [];
  const unfilled: string[] = [];
  const aliased: { column: string; header: string }[] = [];
  const known = new Set<number>();
  for (const column of plan.columns) {
    const places = column.headers.flatMap((header) => placeOf.get(header) ?? []);
    const [place = -1, second] = places;
    if (second !== undefined)
      return no(
        'duplicate-header',
        `headers ${show(headers[place])} and ${show(headers[second])} both name column "${column.name}"`,
      );
    columns.push(place);
    known.add(place);
    const header = headers[place];
    if (header !== undefined && header !== column.headers[0]) aliased.push({ column: column.name, header });
    if (header === undefined) {
      const { policy, default: fill } = column.missing;
      const isFilled = policy !== 'reject' && (column.nullable || (policy === 'default' && fill !== null));
      (isFilled ? missing : unfilled).push(column.name);
    }
  }
  const unknown = headers.map((header, index) => ({ header, index })).filter(({ index }) => !known.has(index));
  if (unknown.length > 0 && plan.drift.new_column === 'reject')
    return no('unknown-column', `no column is read from ${list(unknown.map(({ header }) => header))}`);
  if (unfilled.length > 0)
    return no('missing-column', `no header for ${list(unfilled)}; the file has ${list(headers)}`);
  return { columns, unknown, missing, aliased };
}

/** What tells one header from another in drift observations: SHA-256 over the JSON array of its texts. */
export function headerFingerprint(header: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(header)).digest('hex');
}

// A header may be anything that somebody dropped into the folder: it is cut before it gets into a log line.
function show(header: string | undefined): string {
  const text = header ?? '';
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

function list(headers: readonly string[]): string {
  const shown = headers.slice(0, 8).map(show).join(', ');
  return headers.length > 8 ? `${shown} and ${headers.length - 8} more` : shown;
}
