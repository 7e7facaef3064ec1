import {
  committedFiles,
  type DatasetStock,
  type Difference,
  type Equation,
  equation,
  nameOf,
  total,
} from '../snapshot.ts';

/** Rows by the Parquet footers = rows that the batch heads recorded, file by file. */
export function footerRows(snapshot: DatasetStock, kind: 'data' | 'quarantine'): Equation {
  const files = committedFiles(snapshot, kind === 'data' ? 'files' : 'quarantine_files');
  const differences: Difference[] = [];
  let rows = 0;
  for (const file of files) {
    const counted = snapshot.footerRows.get(nameOf(file));
    if (counted === undefined)
      differences.push({ object: nameOf(file), message: `is missing, and with it ${file.rows} rows` });
    else if ('problem' in counted) differences.push({ object: nameOf(file), message: counted.problem });
    else {
      rows += counted.value;
      if (counted.value !== file.rows) {
        const change =
          counted.value < file.rows ? `${file.rows - counted.value} lost` : `${counted.value - file.rows} too many`;
        differences.push({
          object: nameOf(file),
          message: `holds ${counted.value} rows, the batch head says ${file.rows}: ${change}`,
        });
      }
    }
  }
  const what = kind === 'data' ? 'rows in the table' : 'rows in quarantine';
  return equation(
    `${kind}-rows`,
    snapshot.datasetId,
    [`${what} (footers)`, rows],
    ['rows in heads', total(files, (file) => file.rows)],
    differences,
  );
}
