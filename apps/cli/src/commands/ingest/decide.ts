import type { Plan } from '@sluice/protocol';
import { incomingPrefix } from '@sluice/protocol';
import type { Candidate } from './walk.ts';

/** S3's limit on the length of a key, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;

/** Why a file is not let through. */
export interface Refusal {
  readonly decision: 'ignored' | 'quarantined';
  readonly reason: string;
  readonly detail: string;
  readonly at?: { readonly line: number; readonly column: number } | undefined;
}

/** The key that a file of the input folder gets. */
export function keyOf(datasetId: string, name: string): string {
  return incomingPrefix(datasetId) + name;
}

/** What can be said of a file by its name and size alone. Pure; undefined: its content decides. */
export function refusalByName(file: Candidate, plan: Plan): Refusal | undefined {
  const ignore = (reason: string, detail: string): Refusal => ({ decision: 'ignored', reason, detail });
  if (file.ignored === 'name-not-utf8') return ignore(file.ignored, 'its name is not UTF-8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these no key may hold.
  if (/[\u0000-\u001f\u007f]/.test(file.name)) return ignore('name-control', 'its name holds a control character');
  if (file.ignored === 'unreadable') return undefined;
  if (!file.name.endsWith(plan.source.suffix))
    return ignore('suffix', `its name does not end in ${plan.source.suffix}`);
  if (file.ignored === 'not-a-file') return ignore(file.ignored, 'it is no regular file');
  const keyBytes = Buffer.byteLength(keyOf(plan.dataset_id, file.name));
  if (keyBytes > MAX_KEY_BYTES)
    return ignore('key-too-long', `its key has ${keyBytes} bytes; the limit is ${MAX_KEY_BYTES}`);
  return refusalBySize(file.size, plan);
}

/** A file that is larger than the contract allows; its size is asked for again when it was copied. */
export function refusalBySize(size: number, plan: Plan): Refusal | undefined {
  if (size <= plan.source.max_bytes) return undefined;
  return {
    decision: 'quarantined',
    reason: 'too-large',
    detail: `${size} bytes; the contract allows ${plan.source.max_bytes}`,
  };
}
