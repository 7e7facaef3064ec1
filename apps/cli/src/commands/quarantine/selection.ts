import type { FileRecord, FileState } from '@sluice/control-plane';
import { chosenDatasets, locateKey, subjectOf, type Target } from '@sluice/lake';
import { CliError } from '@sluice/terminal';

/** Which files an operator means: keys, or all refused files of a dataset, by reason if one is given. */
export interface Selection {
  readonly keys: readonly string[];
  readonly dataset?: string | undefined;
  readonly reason?: string | undefined;
}

/** A file that was named and cannot be acted upon, and why. */
export interface LeftOut {
  readonly key: string;
  readonly why: string;
}

/** What was selected. */
export interface Selected {
  readonly files: readonly FileRecord[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * The files that were meant and are in one of these states. Of a key the versions in the first of these states that any
 * has: a key with a refused and an ignored version means the refused one, unless `key@version` says otherwise.
 */
export async function select(target: Target, selection: Selection, states: readonly FileState[]): Promise<Selected> {
  checkSelection(selection);
  if (selection.dataset !== undefined) return ofDataset(target, selection, states);
  const files = new Map<string, FileRecord>();
  const leftOut: LeftOut[] = [];
  for (const typed of selection.keys) {
    const subject = subjectOf(typed);
    // A name without a dot or slash is a key here: nothing else can be meant.
    const located = await locateKey(
      target,
      subject.kind === 'key' ? subject : { kind: 'key', key: typed, bucket: undefined, versionId: undefined },
    );
    const chosen = versionsMeant(located.versions, states);
    for (const file of chosen) files.set(`${file.key}@${file.versionId}`, file);
    if (chosen.length === 0) leftOut.push({ key: located.key, why: stateText(located.versions) });
  }
  return { files: [...files.values()], leftOut };
}

/** The versions in the first state of the list that any version is in. Pure. */
export function versionsMeant(versions: readonly FileRecord[], states: readonly FileState[]): readonly FileRecord[] {
  const state = states.find((each) => versions.some((version) => version.state === each));
  return versions.filter((version) => version.state === state);
}

function checkSelection({ keys, dataset, reason }: Selection): void {
  if (keys.length > 0 && dataset !== undefined)
    throw new CliError('SLC8001', 'keys and --dataset cannot be given together');
  if (keys.length === 0 && dataset === undefined)
    throw new CliError('SLC8001', 'no file is named', { fix: 'Give keys, or --dataset, or --dataset with --reason.' });
  if (reason !== undefined && dataset === undefined) throw new CliError('SLC8001', '--reason needs --dataset');
}

async function ofDataset(
  target: Target,
  { dataset, reason }: Selection,
  states: readonly FileState[],
): Promise<Selected> {
  const [datasetId = ''] = await chosenDatasets(target, dataset);
  const files: FileRecord[] = [];
  for await (const entry of target.ledger.quarantined(datasetId)) {
    if (reason !== undefined && entry.reason !== reason) continue;
    const file = await target.ledger.file(entry);
    // The index is a moment behind: what was released meanwhile is no longer meant.
    if (file !== undefined && states.includes(file.state)) files.push(file);
  }
  return { files: files.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)), leftOut: [] };
}

function stateText(versions: readonly FileRecord[]): string {
  const states = [...new Set(versions.map(({ state }) => state))];
  return `is ${states.join(' and ')}`;
}
