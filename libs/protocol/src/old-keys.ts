/**
 * How a lake of an older release is known. Until the dataset stood first in every control key, batches lay in
 * `batches/<batch id>/` of the control bucket and their items under `B#<batch id>`. Such a lake is refused, never read
 * half: a reader of the new keys would see its tables and none of its batches.
 */

/** Where batches lay. A dataset may be called `batches`: what is directly below tells the two apart. */
export const OLD_BATCHES_PREFIX = 'batches/';

/** Whether a name directly under `batches/` is that of a batch, and not one of the folders of a dataset. */
export function isOldBatchFolder(name: string): boolean {
  return /^[0-9a-f]{24}$/.test(name);
}

/** Whether a batch's item in the ledger has a key that names no dataset. */
export function isOldBatchKey({ PK }: { readonly PK: string }): boolean {
  return /^B#[^#]*$/.test(PK);
}

/** What to do about it, for every error that says so; `docs/runbook.md#old-lake` has the steps. */
export const DRAIN_OLD_LAKE =
  'Drain it with the release that made it, then bring this one up as another lake and copy the raw objects into it: ' +
  'docs/runbook.md#old-lake';
