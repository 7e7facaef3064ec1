import type { FileRecord, FileState } from '@sluice/control-plane';
import { type Difference, type Equation, equation, type LedgerSnapshot, nameOf } from '../snapshot.ts';

/** States of a file whose object may be gone: nobody will ever read it, and the item says why. */
const NEEDS_NO_OBJECT: ReadonlySet<FileState> = new Set(['IGNORED', 'DISCARDED', 'SUPERSEDED']);

/** The same for a file that was refused because its object was gone: that it is gone is what the ledger says. */
const GONE: ReadonlySet<string> = new Set(['key-missing']);
/** What a lake that keeps one content of a name refuses without keeping it. */
const NOT_KEPT: ReadonlySet<string> = new Set(['key-missing', 'key-overwritten', 'too-large']);

/**
 * Every object version in raw has exactly one ledger state, and every item of the ledger an object version, or a reason
 * to have none.
 */
export function versionsDecided({ datasetId, versions, files, at, keepsVersions }: LedgerSnapshot): Equation {
  const refusedWithout = keepsVersions ? GONE : NOT_KEPT;
  const needsNoObject = ({ state, reason }: FileRecord) =>
    NEEDS_NO_OBJECT.has(state) || (state === 'QUARANTINED' && refusedWithout.has(reason ?? ''));
  const differences: Difference[] = [];
  const items = new Map<string, FileRecord>();
  let about = 0;
  for (const file of files) {
    const name = versionName(file);
    if (items.has(name)) differences.push({ object: name, message: 'has two items in the ledger, must have one' });
    items.set(name, file);
  }
  const present = new Set(versions.map(versionName));
  for (const version of versions) {
    const name = versionName(version);
    const file = items.get(name);
    if (file === undefined)
      differences.push({
        object: name,
        message: 'lies in raw, but the ledger has not seen it: its event was lost, or is on its way',
      });
    else if (file.sizeBytes !== version.bytes)
      differences.push({ object: name, message: `has ${version.bytes} bytes, the ledger says ${file.sizeBytes}` });
  }
  for (const [name, file] of items) {
    if (present.has(name)) about += 1;
    // It came while the lake was read.
    else if (file.receivedAt >= at || needsNoObject(file)) continue;
    else
      differences.push({ object: name, message: `is ${file.state} in the ledger, but its version is gone from raw` });
  }
  return equation(
    'versions-decided',
    datasetId,
    ['object versions in raw', versions.length],
    ['states in the ledger', about],
    differences,
  );
}

function versionName(version: { readonly bucket: string; readonly key: string; readonly versionId: string }): string {
  return `${nameOf(version)}@${version.versionId}`;
}
