import type { StoredObject } from '@sluice/lake';
import { committedFiles, type DatasetStock, type Difference, type Equation, equation, nameOf } from '../snapshot.ts';

/**
 * Objects under the table = union of committed batch heads, exactly (DESIGN rule 5): no stray, none missing, every byte
 * as it was published.
 */
export function objectsCommitted(snapshot: DatasetStock, kind: 'data' | 'quarantine'): Equation {
  const objects = kind === 'data' ? snapshot.data : snapshot.quarantine;
  const files = committedFiles(snapshot, kind === 'data' ? 'files' : 'quarantine_files');
  const differences: Difference[] = [];
  const byName = new Map<string, StoredObject>(objects.map((object) => [nameOf(object), object]));
  const claimed = new Set<string>();
  for (const file of files) {
    const name = nameOf(file);
    if (claimed.has(name)) differences.push({ object: name, message: 'is claimed by two committed batch heads' });
    claimed.add(name);
    const object = byName.get(name);
    if (object === undefined)
      differences.push({ object: name, message: 'is missing: a committed batch head lists it' });
    else if (object.bytes !== file.bytes) {
      differences.push({
        object: name,
        message: `has ${object.bytes} bytes, the batch head says ${file.bytes}: it was changed`,
      });
    } else if (object.digest !== file.digest)
      differences.push({ object: name, message: 'has another content than the batch head says: it was changed' });
  }
  for (const object of objects) {
    if (!claimed.has(nameOf(object)))
      differences.push({ object: nameOf(object), message: 'is a stray: no committed batch head lists it' });
  }
  const what = kind === 'data' ? 'objects under the table' : 'objects in quarantine';
  return equation(
    `${kind}-objects`,
    snapshot.datasetId,
    [what, objects.length],
    ['files of committed batch heads', files.length],
    differences,
  );
}
