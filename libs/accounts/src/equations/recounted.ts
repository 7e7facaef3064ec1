import { committed, type DatasetStock, type Difference, type Equation, equation, nameOf } from '../snapshot.ts';

/** Records counted anew in the raw files = rows in, batch by batch: nothing was lost on the way in. */
export function recounted(snapshot: DatasetStock): Equation {
  const differences: Difference[] = [];
  let records = 0;
  let rowsIn = 0;
  for (const batch of committed(snapshot)) {
    const refused = new Set(batch.batchHead.refused.map((entry) => entry.member));
    let ofBatch = 0;
    let whole = true;
    for (const [index, member] of (batch.manifest?.members ?? []).entries()) {
      if (refused.has(index)) continue;
      const counted = snapshot.records.get(`${nameOf(member)}@${member.version_id}`);
      if (counted !== undefined && 'value' in counted) ofBatch += counted.value;
      else {
        whole = false;
        differences.push({
          object: nameOf(member),
          message: counted?.problem ?? 'cannot be counted again: it is missing in raw, or was changed',
        });
      }
    }
    records += ofBatch;
    const saysIn = batch.batchHead.counts?.rows_in ?? 0;
    rowsIn += saysIn;
    if (whole && ofBatch !== saysIn) {
      differences.push({
        object: `batch ${batch.batchId}`,
        message: `its raw files hold ${ofBatch} records, its batch head says ${saysIn} rows in`,
      });
    }
  }
  return equation(
    'raw-records',
    snapshot.datasetId,
    ['records in raw files', records],
    ['rows in', rowsIn],
    differences,
  );
}
