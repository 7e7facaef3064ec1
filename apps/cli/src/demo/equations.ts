import type { LoadSummary } from '../ingest/summary.ts';
import { type Difference, type Equation, equation } from '../verify/snapshot.ts';
import { expectedAccepted, expectedRejected, type Planted } from './planted.ts';

/** What the tables answered when they were asked. */
export interface TableAnswers {
  readonly rows: number;
  readonly rescued: number;
}

/** Holds what the lake says of a dataset against what was planted: nothing here was typed, all is computed from the producers. */
export function plantedEquations(planted: Planted, summary: LoadSummary, answers: TableAnswers): readonly Equation[] {
  const { dataset, rejected, refused } = planted;
  const name = (key: string) => key.slice(key.lastIndexOf('/') + 1);
  const found = Object.fromEntries(summary.refused.map(({ key, reason }) => [name(key), reason]));
  return [
    equation('planted-files', dataset, ['files decided', summary.files.decided], ['files planted', planted.files]),
    equation('planted-rows', dataset, ['rows in', summary.rows.in], ['rows planted', planted.rows]),
    equation('planted-accepted', dataset, ['rows accepted', summary.rows.accepted], ['good rows planted', expectedAccepted(planted)]),
    equation(
      'planted-rejected',
      dataset,
      ['rows rejected', summary.rows.rejected],
      ['bad rows planted', expectedRejected(planted)],
      differing(summary.reasons, rejected),
    ),
    equation(
      'planted-refused',
      dataset,
      ['files refused', summary.refused.length],
      ['bad files planted', Object.keys(refused).length],
      differing(found, refused),
    ),
    equation('table-rows', dataset, ['SELECT count(*)', answers.rows], ['good rows planted', expectedAccepted(planted)]),
    equation('table-rescued', dataset, ['rows with rescued cells', answers.rescued], ['rows with a new column', planted.rescued]),
  ];
}

/** The whole package, once more, against the table: the one number that everybody can look up. */
export function packageEquation(dataset: string, rows: number, packageName: string, packageRows: number): Equation {
  return equation('package-rows', dataset, ['rows in the table', rows], [`rows of ${packageName}`, packageRows]);
}

function differing<T>(found: Readonly<Record<string, T>>, planted: Readonly<Record<string, T>>): readonly Difference[] {
  return [...new Set([...Object.keys(found), ...Object.keys(planted)])]
    .filter((key) => found[key] !== planted[key])
    .map((key) => ({ object: key, message: `found ${found[key] ?? 'nothing'}, planted ${planted[key] ?? 'nothing'}` }));
}
