import type { FileRecord, FileState, Ledger, PendingFile, QuarantinedFile } from '@sluice/control-plane';
import { inParallel } from '@sluice/control-plane/in-parallel';
import { secondsBetween } from '../seconds-between.ts';

/** Every object version of a dataset that the ledger knows; of one state if it is named. */
export async function filesOf(
  ledger: Pick<Ledger, 'filesOf'>,
  dataset: string,
  state?: FileState,
): Promise<readonly FileRecord[]> {
  const files: FileRecord[] = [];
  for await (const file of ledger.filesOf(dataset)) if (state === undefined || file.state === state) files.push(file);
  return files;
}

/** Refused files of datasets as the ledger lists them, of one reason if it is named; the latest first. */
export async function refusedFiles(
  ledger: Pick<Ledger, 'quarantined'>,
  datasets: readonly string[],
  reason?: string,
): Promise<readonly QuarantinedFile[]> {
  const files = await inParallel(datasets, datasets.length, async (dataset) => {
    const found: QuarantinedFile[] = [];
    for await (const file of ledger.quarantined(dataset))
      if (reason === undefined || file.reason === reason) found.push(file);
    return found;
  });
  return files.flat().sort((a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : a.key < b.key ? -1 : 1));
}

/** How many there are by reason, the most frequent first. */
export function countedByReason(files: readonly Pick<QuarantinedFile, 'reason'>[]): Readonly<Record<string, number>> {
  const byReason: Record<string, number> = {};
  for (const { reason } of files) byReason[reason] = (byReason[reason] ?? 0) + 1;
  return Object.fromEntries(Object.entries(byReason).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

/** Files that wait for a batch. */
export interface WaitingFiles {
  readonly files: number;
  readonly bytes: number;
  /** There are more than were counted. */
  readonly more: boolean;
  /** Null when nothing waits. */
  readonly oldestSeconds: number | null;
}

/** So many waiting files are counted, as many as dispatch looks at at once; a longer queue is "more than". */
const COUNTED_WAITING = 10_000;

/** What waits in a dataset. */
export async function waitingFiles(
  ledger: Pick<Ledger, 'pending'>,
  dataset: string,
  at: string,
): Promise<WaitingFiles> {
  return waitingOf(await ledger.pending(dataset, COUNTED_WAITING), at, COUNTED_WAITING);
}

/** The same of files that were listed, oldest first, up to a limit. Pure. */
export function waitingOf(pending: readonly PendingFile[], at: string, limit: number): WaitingFiles {
  const [oldest] = pending;
  return {
    files: pending.length,
    bytes: pending.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    more: pending.length === limit,
    oldestSeconds: oldest === undefined ? null : secondsBetween(oldest.queuedAt, at),
  };
}
