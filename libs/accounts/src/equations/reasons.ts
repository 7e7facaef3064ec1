import { committed, type DatasetStock, type Difference, type Equation, equation, total } from '../snapshot.ts';

/**
 * Reasons in the quarantined rows = reasons in the batch heads. A row may carry several, so the sums may exceed the
 * rows.
 */
export function reasonsAgree(snapshot: DatasetStock): Equation {
  const differences: Difference[] = [];
  let found = 0;
  let recorded = 0;
  for (const batch of committed(snapshot)) {
    const expected = batch.batchHead.counts?.by_reason ?? {};
    recorded += total(Object.values(expected), (rows) => rows);
    const actual = snapshot.reasons.get(batch.batchId) ?? {};
    if ('problem' in actual) {
      differences.push({ object: `batch ${batch.batchId}`, message: String(actual.problem) });
      continue;
    }
    found += total(Object.values(actual), (rows) => rows);
    for (const reason of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if ((expected[reason] ?? 0) === (actual[reason] ?? 0)) continue;
      const [is, must] = [actual[reason] ?? 0, expected[reason] ?? 0];
      const message = `${reason}: ${is} rows in quarantine, the batch head says ${must}`;
      differences.push({ object: `batch ${batch.batchId}`, message });
    }
  }
  return equation(
    'reasons',
    snapshot.datasetId,
    ['reasons in quarantine', found],
    ['reasons in heads', recorded],
    differences,
  );
}
