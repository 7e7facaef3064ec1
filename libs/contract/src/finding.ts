import type { Place } from '@sluice/protocol';

/** How bad a finding is: an error refuses the contract, a warning does not. */
export type Severity = 'error' | 'warning';

/** One thing that is wrong with a contract: where, what, and what to do. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string;
  readonly file: string;
  /** JSON pointer of the value that is wrong. */
  readonly pointer: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  readonly dataset?: string;
}

/** Where a finding points, for error options. */
export function placeOf(finding: Finding): Place {
  const { file, line, column } = finding;
  return { file, line, column, ...(finding.dataset === undefined ? {} : { dataset: finding.dataset }) };
}

/** `file:line:column severity CODE message`, one line, as editors and CI annotate it. */
export function findingText(finding: Finding): string {
  return `${finding.file}:${finding.line}:${finding.column} ${finding.severity} ${finding.code} ${finding.message}`;
}

/** By place, then by code: the order in which findings are shown. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
