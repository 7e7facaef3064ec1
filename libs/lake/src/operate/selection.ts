import type { FileRecord, FileState } from '@sluice/control-plane';
import type { Target } from '../find/target.ts';
import { refusedFiles } from '../read/files.ts';
import { chosenDatasets } from '../read/target-datasets.ts';
import { locateKey } from '../stories/locate.ts';
import { keySubject } from '../stories/subject.ts';

/**
 * Which files an operator means: keys as they were typed, or all refused files of a dataset, by reason if one is given.
 */
export type Selection =
  | { readonly keys: readonly string[] }
  | { readonly dataset: string; readonly reason?: string | undefined };

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
export async function selectFiles(
  target: Target,
  selection: Selection,
  states: readonly FileState[],
): Promise<Selected> {
  return 'keys' in selection
    ? ofKeys(target, selection.keys, states)
    : { files: await ofDataset(target, selection, states), leftOut: [] };
}

/** The versions in the first state of the list that any version is in. Pure. */
function versionsMeant(versions: readonly FileRecord[], states: readonly FileState[]): readonly FileRecord[] {
  const state = states.find((each) => versions.some((version) => version.state === each));
  return versions.filter((version) => version.state === state);
}

async function ofKeys(target: Target, keys: readonly string[], states: readonly FileState[]): Promise<Selected> {
  const files = new Map<string, FileRecord>();
  const leftOut: LeftOut[] = [];
  for (const typed of keys) {
    const located = await locateKey(target, keySubject(typed));
    const chosen = versionsMeant(located.versions, states);
    for (const file of chosen) files.set(`${file.key}@${file.versionId}`, file);
    if (chosen.length === 0) leftOut.push({ key: located.key, why: stateText(located.versions) });
  }
  return { files: [...files.values()], leftOut };
}

async function ofDataset(
  target: Target,
  { dataset, reason }: Extract<Selection, { dataset: string }>,
  states: readonly FileState[],
): Promise<readonly FileRecord[]> {
  const files: FileRecord[] = [];
  for (const entry of await refusedFiles(target.ledger, await chosenDatasets(target, dataset), reason)) {
    const file = await target.ledger.file(entry);
    // The index is a moment behind: what was released meanwhile is no longer meant.
    if (file !== undefined && states.includes(file.state)) files.push(file);
  }
  return files.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function stateText(versions: readonly FileRecord[]): string {
  return `is ${[...new Set(versions.map(({ state }) => state))].join(' and ')}`;
}
