import { committedFiles, type DatasetSnapshot, type Difference, type Equation, equation } from '../snapshot.ts';

/** Partitions that the catalog keeps = partitions that hold committed files: a query sees all of the table and nothing else. */
export function partitionsRegistered(snapshot: DatasetSnapshot): Equation {
  const wanted = new Set(
    committedFiles(snapshot, 'files').flatMap((file) => {
      const path = file.key.slice(`${snapshot.datasetId}/`.length);
      const end = path.lastIndexOf('/');
      return end === -1 ? [] : [path.slice(0, end)];
    }),
  );
  const registered = new Set(snapshot.registered ?? []);
  const differences: Difference[] = [];
  for (const partition of wanted) {
    if (!registered.has(partition))
      differences.push({ object: `${snapshot.datasetId}/${partition}`, message: 'holds data, but is not registered in the catalog' });
  }
  for (const partition of registered) {
    if (!wanted.has(partition))
      differences.push({
        object: `${snapshot.datasetId}/${partition}`,
        message: 'is registered in the catalog, but holds no committed file',
      });
  }
  return equation(
    'partitions',
    snapshot.datasetId,
    ['partitions registered', registered.size],
    ['partitions with files', wanted.size],
    differences,
  );
}
