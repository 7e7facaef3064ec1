import type { Plan } from '@sluice/protocol';
import type { FileSample } from './file-format.ts';
import { headerFingerprint } from './header.ts';
import { fileReasonCode } from './reason-codes.ts';
import type { FilePlace, FileReason, Refusal } from './reasons.ts';

/** What the sampled records of a file were. */
export interface SampleCounts {
  readonly records: number;
  readonly accepted: number;
  readonly rejected: number;
  /** How often each reason was given. A record may have several. */
  readonly reasons: Readonly<Record<string, number>>;
  /** The sample is the whole file. */
  readonly complete: boolean;
}

/** How a header differs from what the contract calls usual. */
export interface DriftObservation {
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
  readonly aliased: readonly { readonly column: string; readonly header: string }[];
  /** Same header, same text. */
  readonly fingerprint: string;
}

/** Whether a file may go on to the data plane. */
export type Admission =
  | {
      readonly kind: 'refused';
      readonly reason: FileReason;
      readonly code: string;
      readonly detail: string;
      readonly at?: FilePlace;
      readonly sample?: SampleCounts;
    }
  | { readonly kind: 'accepted'; readonly sample: SampleCounts; readonly drift: DriftObservation };

/**
 * Decides about a file from a sample of it. A bad row never refuses it, unless the contract says so (`reject_file`,
 * `maxBadRatio` once the whole file is known) or not one sampled row is good.
 */
export function judgeSample(read: Refusal | FileSample, plan: Plan): Admission {
  if (read.kind === 'refused') return { ...read, code: fileReasonCode(read.reason) };
  const sample = countSample(read);
  const refused = (reason: FileReason, detail: string): Admission => {
    const first = read.records.find(({ row }) => row === null);
    return {
      kind: 'refused',
      reason,
      code: fileReasonCode(reason),
      detail,
      ...(first && { at: { line: first.line, offset: first.offset } }),
      sample,
    };
  };
  const { bad_value: badValue, max_bad_ratio: maxBadRatio } = plan.drift;
  const counts = `${sample.rejected} of ${sample.records} records rejected (${summary(sample)})`;
  if (badValue === 'reject_file' && sample.rejected > 0) return refused('bad-value', counts);
  if (maxBadRatio !== null && sample.complete && sample.rejected / sample.records > maxBadRatio)
    return refused('bad-ratio', `${counts}; the contract allows ${maxBadRatio}`);
  if (sample.records > 0 && sample.accepted === 0) return refused('no-valid-row', counts);
  return { kind: 'accepted', sample, drift: driftOf(read) };
}

/** How the header of a file that could be read differs from the usual one. */
export function driftOf({ header, match: { unknown, missing, aliased } }: FileSample): DriftObservation {
  return {
    unknown: unknown.map((one) => one.header),
    missing,
    aliased,
    fingerprint: headerFingerprint(header),
  };
}

function countSample({ records, complete }: FileSample): SampleCounts {
  const reasons: Record<string, number> = {};
  for (const record of records) for (const reason of record.reasons) reasons[reason] = (reasons[reason] ?? 0) + 1;
  const rejected = records.filter(({ row }) => row === null).length;
  return { records: records.length, accepted: records.length - rejected, rejected, reasons, complete };
}

function summary({ reasons }: SampleCounts): string {
  const sorted = Object.entries(reasons).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = sorted.slice(0, 5).map(([reason, count]) => `${reason} ${count}`);
  return shown.join(', ') + (sorted.length > 5 ? `, ${sorted.length - 5} more` : '');
}
