import type { DatasetConfig } from '@sluice/protocol';
import type { PendingFile } from '../model.ts';

/** Why a batch is cut now. */
export type CutReason = 'files' | 'bytes' | 'age' | 'lane' | 'now';

/** Files for one batch, the oldest first, and why now. */
export interface Cut {
  readonly files: readonly PendingFile[];
  readonly why: CutReason;
}

/**
 * The next batch of these waiting files, or undefined when none is due. One batch holds files of one lane that were
 * queued for one plan. A group is due when it is large enough (files, bytes), when its oldest file has waited long
 * enough, or at once when it is a lane of its own (half of a failed batch, which has waited already) or when somebody
 * asks for it. Of several the one whose file waits longest is cut first.
 */
export function cut(
  files: readonly PendingFile[],
  limits: DatasetConfig['batch'],
  now: Date,
  cutWhatWaits = false,
): Cut | undefined {
  const groups = Map.groupBy(files, ({ lane, planDigest }) => `${planDigest} ${lane}`);
  let first: Cut | undefined;
  for (const group of groups.values()) {
    const waiting = group.toSorted(byAge);
    const why = dueBecause(waiting, limits, now, cutWhatWaits);
    if (why === undefined) continue;
    const candidate = { files: asManyAsFit(waiting, limits), why };
    if (first === undefined || ageOrder(candidate, first) < 0) first = candidate;
  }
  return first;
}

function dueBecause(
  waiting: readonly PendingFile[],
  { maxFiles, maxBytes, maxWaitSeconds }: DatasetConfig['batch'],
  now: Date,
  cutWhatWaits: boolean,
): CutReason | undefined {
  const [oldest] = waiting;
  if (oldest === undefined) return undefined;
  if (waiting.length >= maxFiles) return 'files';
  if (waiting.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) >= maxBytes) return 'bytes';
  if (ageSeconds(oldest, now) >= maxWaitSeconds) return 'age';
  if (oldest.lane !== '') return 'lane';
  return cutWhatWaits ? 'now' : undefined;
}

/** In order, until one does not fit. A file that alone is larger than a batch may be is a batch. */
function asManyAsFit(
  waiting: readonly PendingFile[],
  { maxFiles, maxBytes }: DatasetConfig['batch'],
): readonly PendingFile[] {
  const taken: PendingFile[] = [];
  let bytes = 0;
  for (const file of waiting) {
    if (taken.length > 0 && (taken.length >= maxFiles || bytes + file.sizeBytes > maxBytes)) break;
    taken.push(file);
    bytes += file.sizeBytes;
  }
  return taken;
}

/** How long a file has waited. */
export function ageSeconds(file: Pick<PendingFile, 'queuedAt'>, now: Date): number {
  return Math.max(0, (now.getTime() - Date.parse(file.queuedAt)) / 1000);
}

function byAge(a: PendingFile, b: PendingFile): number {
  return order(a.queuedAt, b.queuedAt) || order(a.key, b.key) || order(a.versionId, b.versionId);
}

function ageOrder(a: Cut, b: Cut): number {
  const [left, right] = [a.files[0], b.files[0]];
  return left === undefined || right === undefined ? 0 : byAge(left, right);
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
