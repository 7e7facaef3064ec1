import type { Plan, PlanColumn } from '@sluice/protocol';
import type { TypedValue } from './cells.ts';

// What a folder's name may have in every file system of use, and less than a key of S3.
const FOLDER_BYTES = 255;
// What Hive, Spark and Athena write as %XX in the name of a partition's folder.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among them
const ESCAPED = /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** Whether a value fits into the name of its partition's folder. Only texts can be too long for it. */
export function compileFolderFit(plan: Plan, column: PlanColumn): (value: TypedValue) => boolean {
  const names = plan.partition
    .filter((one) => one.column === column.name && one.transform === 'identity')
    .map(({ name }) => name.length);
  if (column.type !== 'string' || names.length === 0) return () => true;
  const limit = FOLDER_BYTES - Math.max(...names) - '='.length;
  return (value) => typeof value !== 'string' || Buffer.byteLength(value.replace(ESCAPED, '%XX')) <= limit;
}
