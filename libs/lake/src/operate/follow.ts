import type { FileRecord, FileState } from '@sluice/control-plane';
import type { FileId } from '@sluice/protocol';
import type { Target } from '../find/target.ts';

/** States that a file leaves by itself, within seconds or minutes. */
const UNDER_WAY: ReadonlySet<FileState> = new Set(['RECEIVED', 'QUEUED', 'RUNNING']);

/** How a file is followed. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Told of every state, once. */
  readonly onState: (file: FileRecord) => void;
  readonly everyMilliseconds?: number;
  /** Undefined: as long as it takes. */
  readonly timeoutMilliseconds?: number | undefined;
}

/** Follows an object version to a state that it does not leave by itself. Undefined when the time was over before. */
export async function follow(
  { ledger }: Pick<Target, 'ledger'>,
  id: FileId,
  options: FollowOptions,
): Promise<FileRecord | undefined> {
  const { signal, onState, everyMilliseconds = 500, timeoutMilliseconds = Number.POSITIVE_INFINITY } = options;
  const startedAt = Date.now();
  let seen: FileState | undefined;
  for (;;) {
    signal.throwIfAborted();
    const file = await ledger.file(id);
    if (file !== undefined && file.state !== seen) onState(file);
    seen = file?.state;
    if (file !== undefined && !UNDER_WAY.has(file.state)) return file;
    if (Date.now() - startedAt > timeoutMilliseconds) return undefined;
    await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
  }
}
