import { type Difference, type Equation, equation } from '@sluice/accounts';
import { type DatasetAccounts, type PutFile, rowsOf, versionName } from './accounts.ts';
import { expectedAccepted, expectedRejected, nameOfKey, type Planted } from './planted.ts';

/** What was sent beside the files. */
export interface Sent {
  /** Messages that are no event, in the dataset's queue. */
  readonly noEvents: number;
  /** The version whose event was repeated, by its `key@version`; null: none was. */
  readonly repeated: string | null;
}

/**
 * Holds what the lake says of a dataset against what was planted: nothing here was typed, all is computed from the
 * producers.
 */
export function plantedEquations(
  planted: Planted,
  put: readonly PutFile[],
  sent: Sent,
  accounts: DatasetAccounts,
): readonly Equation[] {
  const { dataset } = planted;
  const { files, versions, batches, deadLetters, table } = accounts;
  const misplaced = misplacedFiles(put, accounts);
  const missing = put.filter(
    ({ file, versionId }) => !versions.some((each) => each.key === file.key && each.versionId === versionId),
  );
  const equations = [
    equation(
      'planted-versions',
      dataset,
      ['object versions in raw', versions.length],
      ['objects put', put.length],
      missing.map(({ file }) => ({ object: file.key, message: 'was put and is not in the bucket' })),
    ),
    equation(
      'planted-states',
      dataset,
      ['files with one state, as it must be', files.length - misplaced.length],
      ['objects put', put.length],
      misplaced,
    ),
    equation('dead-letters', dataset, ['dead letters', deadLetters], ['messages that are no event', sent.noEvents]),
  ];
  if (sent.repeated !== null) {
    const holding = batches.filter(({ members }) => members.includes(sent.repeated ?? ''));
    equations.push(
      equation(
        'repeated-once',
        dataset,
        ['batches with the file of the repeated event', holding.length],
        ['must be', 1],
      ),
    );
  }
  return table === null ? equations : [...equations, ...rowEquations(planted, accounts, table)];
}

function rowEquations(
  planted: Planted,
  accounts: DatasetAccounts,
  table: NonNullable<DatasetAccounts['table']>,
): readonly Equation[] {
  const { dataset } = planted;
  const rows = rowsOf(accounts);
  const accepted = expectedAccepted(planted);
  return [
    equation('planted-rows', dataset, ['rows in', rows.in], ['rows planted', planted.rows]),
    equation('planted-accepted', dataset, ['rows accepted', rows.accepted], ['good rows planted', accepted]),
    equation(
      'planted-rejected',
      dataset,
      ['rows rejected', rows.rejected],
      ['bad rows planted', expectedRejected(planted)],
      differing(rows.reasons, planted.rejected),
    ),
    equation('table-rows', dataset, ['SELECT count(*)', table.rows], ['good rows planted', accepted]),
    equation(
      'table-rescued',
      dataset,
      ['rows with rescued cells', table.rescued],
      ['rows with a new column', planted.rescued],
    ),
  ];
}

/** The whole package, once more, against the table: the one number that everybody can look up. */
export function packageEquation(dataset: string, rows: number, packageName: string, packageRows: number): Equation {
  return equation('package-rows', dataset, ['rows in the table', rows], [`rows of ${packageName}`, packageRows]);
}

/** Files whose state in the ledger is not the one that was planned for exactly this version. */
function misplacedFiles(put: readonly PutFile[], { files }: DatasetAccounts): readonly Difference[] {
  const found = new Map(files.map((file) => [versionName(file), file]));
  const planned = new Set(put.map(({ file, versionId }) => versionName({ key: file.key, versionId })));
  const wrong = put.flatMap(({ file, versionId }): readonly Difference[] => {
    const record = found.get(versionName({ key: file.key, versionId }));
    const { state, reason } = file.expect;
    if (record?.state === state && (reason === null || record.reason === reason)) return [];
    const is = record === undefined ? 'has no state' : `is ${stateText(record.state, record.reason)}`;
    return [{ object: nameOfKey(file.key), message: `${is}, must be ${stateText(state, reason)}` }];
  });
  const strangers = files.filter((file) => !planned.has(versionName(file)));
  return [
    ...wrong,
    ...strangers.map(({ key, state }) => ({ object: nameOfKey(key), message: `is ${state}, and nobody put it` })),
  ];
}

function stateText(state: string, reason: string | null): string {
  return reason === null ? state : `${state} (${reason})`;
}

function differing<T>(found: Readonly<Record<string, T>>, planted: Readonly<Record<string, T>>): readonly Difference[] {
  return [...new Set([...Object.keys(found), ...Object.keys(planted)])]
    .filter((key) => found[key] !== planted[key])
    .map((key) => ({ object: key, message: `found ${found[key] ?? 'nothing'}, planted ${planted[key] ?? 'nothing'}` }));
}
