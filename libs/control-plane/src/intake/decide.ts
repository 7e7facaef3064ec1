import type { DatasetConfig, Plan } from '@sluice/protocol';
import type { Admission } from '@sluice/reader';
import type { FileRecord, ObjectVersion, Standing } from '../model.ts';

/** What becomes of an object version, and why. */
export type Decision =
  | { readonly to: 'QUEUED' }
  | {
      readonly to: 'IGNORED' | 'QUARANTINED';
      /** A name that `sluice explain` knows. */
      readonly reason: string;
      readonly detail: string;
      readonly place: FileRecord['place'];
    };

/** The object version was deleted before it could be read. */
export interface Gone {
  readonly kind: 'gone';
}

/** What a decision is made on. */
export interface Contract {
  readonly status: DatasetConfig['status'];
  readonly plan: Plan;
}

/** What is asked about. `standing` is how it stands now: after a release that may be another than at first sight. */
export type Candidate = Pick<ObjectVersion, 'key' | 'sizeBytes'> & { readonly standing: Standing };

const ignore = (reason: string, detail: string): Decision => ({ to: 'IGNORED', reason, detail, place: null });
const quarantine = (reason: string, detail: string, place: FileRecord['place'] = null): Decision => ({
  to: 'QUARANTINED',
  reason,
  detail,
  place,
});

/**
 * What can be said without looking into the object; undefined: its content decides. Pure: everything it looks at is an
 * argument.
 */
export function decideByName(file: Candidate, { status, plan }: Contract): Decision | undefined {
  const { suffix, max_bytes: limit } = plan.source;
  if (status === 'retired') return ignore('contract-retired', 'the contract is retired');
  if (file.key.endsWith('/')) return ignore('folder-marker', 'the key ends in "/"');
  if (!file.key.endsWith(suffix)) return ignore('suffix', `the key does not end in ${suffix}`);
  if (file.standing === 'stale') return ignore('stale', 'a version of this key that S3 wrote later was seen before');
  if (file.standing === 'later')
    return quarantine('key-overwritten', 'a version of this key was seen before; the first is kept');
  if (file.sizeBytes === 0) return ignore('empty', 'the object has no bytes');
  if (file.sizeBytes > limit) return quarantine('too-large', `${file.sizeBytes} bytes; the contract allows ${limit}`);
  return undefined;
}

/**
 * What the object's own bytes say. A bad row refuses no file; what the reader refuses is quarantined with the reader's
 * reason.
 */
export function decideByContent(verdict: Admission | Gone): Decision {
  if (verdict.kind === 'gone')
    return quarantine('key-missing', 'the object version was deleted before it could be read');
  if (verdict.kind === 'accepted') return { to: 'QUEUED' };
  const place = verdict.at === undefined ? null : { line: verdict.at.line, offset: verdict.at.offset };
  return quarantine(verdict.reason, verdict.detail, place);
}
