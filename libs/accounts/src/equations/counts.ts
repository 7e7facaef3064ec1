import { committed, type DatasetStock, type Difference, type Equation, equation, total } from '../snapshot.ts';

/** Rows in = accepted + rejected, batch by batch; accepted and rejected are what the files of batch heads hold. */
export function countsAddUp(snapshot: DatasetStock): Equation {
  const differences: Difference[] = [];
  let rowsIn = 0;
  let written = 0;
  for (const batch of committed(snapshot)) {
    const { counts, files, quarantine_files: quarantined } = batch.batchHead;
    const inFiles = total(files, (file) => file.rows);
    const inQuarantine = total(quarantined, (file) => file.rows);
    rowsIn += counts?.rows_in ?? 0;
    written += (counts?.accepted ?? 0) + (counts?.rejected ?? 0);
    const object = `batch ${batch.batchId}`;
    if (counts === null) {
      if (inFiles + inQuarantine > 0) differences.push({ object, message: 'its batch head has files, but no counts' });
      continue;
    }
    if (counts.rows_in !== counts.accepted + counts.rejected) {
      differences.push({
        object,
        message: `rows in ${counts.rows_in}, accepted ${counts.accepted} + rejected ${counts.rejected}`,
      });
    }
    if (counts.accepted !== inFiles)
      differences.push({ object, message: `accepted ${counts.accepted}, its files hold ${inFiles}` });
    if (counts.rejected !== inQuarantine)
      differences.push({ object, message: `rejected ${counts.rejected}, its quarantine files hold ${inQuarantine}` });
  }
  return equation('rows-in', snapshot.datasetId, ['rows in', rowsIn], ['accepted + rejected', written], differences);
}
