import type { FileRecord } from '@sluice/control-plane';
import type { BatchHead } from '@sluice/protocol';
import type { Given } from './files.ts';

/** What became of a dataset's files, in a form that no lake shows in its own way. */
export interface DatasetOutcome {
  /** `STATE reason` by name; `name (2)` is the second content of a name. */
  readonly files: Readonly<Record<string, string>>;
  readonly rows: { readonly in: number; readonly accepted: number; readonly rejected: number };
  readonly reasons: Readonly<Record<string, number>>;
}

/** What a lake says of a dataset. */
export function outcomeOf(
  datasetId: string,
  files: readonly FileRecord[],
  heads: readonly BatchHead[],
): DatasetOutcome {
  const committed = heads.flatMap(({ dataset_id, counts }) =>
    dataset_id === datasetId && counts !== null ? [counts] : [],
  );
  const reasons: Record<string, number> = {};
  for (const { by_reason } of committed)
    for (const [reason, rows] of Object.entries(by_reason)) reasons[reason] = (reasons[reason] ?? 0) + rows;
  const sum = (of: (counts: (typeof committed)[number]) => number) => committed.reduce((all, one) => all + of(one), 0);
  return {
    files: statesOf(datasetId, files),
    rows: { in: sum((one) => one.rows_in), accepted: sum((one) => one.accepted), rejected: sum((one) => one.rejected) },
    reasons,
  };
}

/** What must become of the files of a dataset. */
export function expectedStates({ files, overwritten }: Given): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...files.map(({ name, becomes }) => [name, becomes]),
    ...overwritten.map(({ name, becomes }) => [`${name} (2)`, becomes]),
  ]);
}

function statesOf(datasetId: string, files: readonly FileRecord[]): Readonly<Record<string, string>> {
  const prefix = `incoming/${datasetId}/`;
  const byKey = Map.groupBy(files, ({ key }) => key.slice(prefix.length));
  return Object.fromEntries(
    [...byKey].flatMap(([name, versions]) =>
      versions
        .toSorted((a, b) => (a.sequencer < b.sequencer ? -1 : 1))
        .map(({ state, reason }, index) => [index === 0 ? name : `${name} (${index + 1})`, `${state} ${reason}`]),
    ),
  );
}
