import { committedFiles, type DatasetStock, type Difference, type Equation, equation } from '../snapshot.ts';

/**
 * Partitions that the catalog keeps = partitions that hold committed files, each once and under its own values: a query
 * sees all of the table, nothing else and nothing twice.
 */
export function partitionsRegistered(snapshot: DatasetStock): Equation {
  const { datasetId, registered } = snapshot;
  const wanted = new Map<string, string>();
  for (const { key, partition } of committedFiles(snapshot, 'files')) {
    const path = key.slice(`${datasetId}/`.length);
    const end = path.lastIndexOf('/');
    if (end === -1) continue;
    const folder = path.slice(0, end);
    const names = folder.split('/').map((part) => part.slice(0, part.indexOf('=')));
    wanted.set(folder, names.map((name) => partition[name] ?? '').join('/'));
  }
  const differences: Difference[] = [];
  const seen = new Set<string>();
  for (const { folder, values } of registered) {
    const object = `${datasetId}/${folder}`;
    const expected = wanted.get(folder);
    if (seen.has(folder))
      differences.push({ object, message: 'is registered twice in the catalog: a query reads it twice' });
    seen.add(folder);
    if (expected === undefined)
      differences.push({ object, message: 'is registered in the catalog, but holds no committed file' });
    else if (values.join('/') !== expected)
      differences.push({
        object,
        message: `is registered in the catalog as ${values.join('/')}, its values are ${expected}`,
      });
  }
  for (const folder of wanted.keys()) {
    if (!seen.has(folder))
      differences.push({
        object: `${datasetId}/${folder}`,
        message: 'holds data, but is not registered in the catalog',
      });
  }
  return equation(
    'partitions',
    datasetId,
    ['partitions registered', registered.length],
    ['partitions with files', wanted.size],
    differences,
  );
}
