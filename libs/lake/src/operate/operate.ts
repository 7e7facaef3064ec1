import {
  type Actor,
  type FileChange,
  type FileRecord,
  type FileState,
  type Ledger,
  moveFile,
} from '@sluice/control-plane';
import type { FileId } from '@sluice/protocol';
import type { IntakeQueue } from './intake-queue.ts';

/** Who does it, on what. */
export interface Operation {
  readonly ledger: Ledger;
  readonly operator: string;
  readonly now: () => Date;
}

/** What became of one file. `refused`: in its state this cannot be done. */
export type Operated =
  | { readonly kind: 'done'; readonly file: FileRecord }
  | { readonly kind: 'refused'; readonly id: FileId; readonly state: FileState | null; readonly why: string };

/**
 * Releases files: they are decided again under the contract as it is now. Each goes back to RECEIVED, then a message
 * goes to the intake queue of its dataset, before this returns. A release that was cut off in between is repeated by
 * the same call: a file that is still RECEIVED gets its message again, and intake decides once.
 *
 * @example
 * await releaseFiles({ ledger, operator: 'ana', now: () => new Date() }, createSqsIntakeQueue(sqs, config.queueUrl),
 * ids);
 */
export async function releaseFiles(
  operation: Operation,
  queue: IntakeQueue,
  ids: readonly FileId[],
): Promise<readonly Operated[]> {
  const results = await move(
    operation,
    ids,
    'RECEIVED',
    RELEASED,
    'only a quarantined or ignored file can be released',
  );
  await queue.send(results.flatMap((result) => (result.kind === 'done' ? [result.file] : [])));
  return results;
}

/**
 * Discards quarantined files: nobody looks at them again. The objects stay where they are; discarding one twice is no
 * error.
 */
export async function discardFiles(operation: Operation, ids: readonly FileId[]): Promise<readonly Operated[]> {
  return move(operation, ids, 'DISCARDED', {}, 'only a quarantined file can be discarded');
}

/** What its last decision said holds no more. Why it was refused is in its history. */
const RELEASED: FileChange = {
  lane: '',
  reason: null,
  detail: null,
  place: null,
  batchId: null,
  attempt: null,
  jobRunId: null,
};

const FROM: Readonly<Record<'RECEIVED' | 'DISCARDED', readonly FileState[]>> = {
  RECEIVED: ['QUARANTINED', 'IGNORED'],
  DISCARDED: ['QUARANTINED'],
};

async function move(
  { ledger, operator, now }: Operation,
  ids: readonly FileId[],
  to: 'RECEIVED' | 'DISCARDED',
  change: FileChange,
  rule: string,
): Promise<readonly Operated[]> {
  const actor: Actor = `operator:${operator}`;
  const results: Operated[] = [];
  for (const id of ids) {
    const file = await ledger.file(id);
    if (file === undefined) {
      results.push({ kind: 'refused', id, state: null, why: 'the ledger does not know it' });
    } else if (file.state === to) {
      results.push({ kind: 'done', file });
    } else if (!FROM[to].includes(file.state)) {
      results.push({ kind: 'refused', id, state: file.state, why: `it is ${file.state}; ${rule}` });
    } else {
      const step = { at: now().toISOString(), actor };
      const moved = await ledger.moveFile(moveFile(id, [file.state, to], step, change, { revision: file.revision }));
      if (moved.kind === 'done') results.push({ kind: 'done', file: moved.item });
      else
        results.push({
          kind: 'refused',
          id,
          state: moved.now?.state ?? null,
          why: 'somebody else changed it meanwhile',
        });
    }
  }
  return results;
}
