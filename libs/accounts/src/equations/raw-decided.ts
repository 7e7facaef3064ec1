import { type DatasetSnapshot, type Difference, type Equation, equation, nameOf } from '../snapshot.ts';

/** Every raw object has exactly one decision, about the very content that lies there. */
export function rawDecided(snapshot: DatasetSnapshot): Equation {
  const differences: Difference[] = [...snapshot.problems];
  const stored = snapshot.decisions.filter((decision) => decision.stored);
  const byName = Map.groupBy(stored, nameOf);
  for (const [name, decisions] of byName) {
    if (decisions.length > 1)
      differences.push({ object: name, message: `has ${decisions.length} decisions, must have one` });
  }
  const present = new Set(snapshot.raw.map(nameOf));
  for (const object of snapshot.raw) {
    const decision = byName.get(nameOf(object))?.[0];
    if (decision === undefined) differences.push({ object: nameOf(object), message: 'lies in raw without a decision' });
    else if (decision.version_id !== object.digest) {
      differences.push({
        object: nameOf(object),
        message: 'the raw file was changed: its content is not the version that was decided',
      });
    }
  }
  for (const name of byName.keys()) {
    if (!present.has(name)) differences.push({ object: name, message: 'was decided, but is missing in raw' });
  }
  return equation(
    'raw-decided',
    snapshot.datasetId,
    ['files in raw', snapshot.raw.length],
    ['decisions about them', stored.length],
    differences,
  );
}
