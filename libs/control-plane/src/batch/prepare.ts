import type { DatasetConfig, FileId, Manifest, Member } from '@sluice/protocol';
import type { Changed } from '../ledger/ledger.ts';
import type { Actor, BatchRecord, FileRecord } from '../model.ts';
import type { BatchPorts } from '../ports/lake-ports.ts';
import { entryOf, type FileChange, moveBatch, moveFile } from '../transitions.ts';
import { createBatchHead } from './batch-head.ts';
import type { BatchPlace } from './documents.ts';
import { stepNow } from './step.ts';

/** What became of a batch that was being prepared. */
export type Prepared =
  | { readonly kind: 'ready'; readonly batch: BatchRecord; readonly files: readonly FileRecord[] }
  /** Its files wait again, or somebody else has brought it further meanwhile. */
  | { readonly kind: 'released' | 'elsewhere' };

/**
 * After so long somebody else finishes what a dispatcher began. Should it still be at work, the two do the same and
 * come to the same end.
 */
export const PREPARE_SECONDS = 180;

/** The item of a batch that is about to be prepared. */
export function preparingBatch(
  config: DatasetConfig,
  manifest: Manifest,
  { lane, slot, detail }: Pick<BatchRecord, 'lane' | 'slot' | 'detail'>,
  now: Date,
): BatchRecord {
  const at = now.toISOString();
  const own = {
    batchId: manifest.batch_id,
    attempt: 1,
    contractVersion: manifest.contract_version,
    jobRunId: null,
    reason: null,
    detail,
  };
  return {
    ...own,
    datasetId: config.datasetId,
    state: 'PREPARING',
    slot,
    files: manifest.members.length,
    bytes: manifest.members.reduce((sum, { size }) => sum + size, 0),
    lane,
    planDigest: manifest.plan_digest,
    codeDigest: manifest.code_digest,
    runDate: manifest.run_date,
    createdAt: at,
    stateSince: at,
    committedAt: null,
    history: [entryOf(own, 'PREPARING', { at, actor: 'dispatch' })],
    historyDropped: 0,
    revision: 1,
  };
}

/**
 * Claims the members of a batch and brings it to STARTED(1), or releases it when one of them is somebody else's.
 * Several may do this for the same batch at once, and each may be cut off anywhere: all come to the same end.
 *
 * Every claimer asks for the first member first. If that one is lost, it is lost for everybody and for good (a waiting
 * file never waits again under the same count), so nobody claims anything of this batch. Otherwise all are claimed
 * before any is given back: then none is left that a sleeper could still claim.
 */
export async function prepare(
  ports: BatchPorts,
  place: BatchPlace,
  batch: BatchRecord,
  manifest: Manifest,
  actor: Actor,
): Promise<Prepared> {
  const { ledger, clock } = ports;
  const [leader, ...others] = manifest.members;
  const first = leader === undefined ? [] : await claim(ports, place.config, batch, [leader], actor);
  const claims = first.some((answer) => isLost(answer, batch))
    ? first
    : [...first, ...(await claim(ports, place.config, batch, others, actor))];
  if (claims.some((answer) => isLost(answer, batch))) return release(ports, place.config, batch, manifest, actor);

  await createBatchHead(place, manifest);
  const started = await ledger.moveBatch(moveBatch(batch, 'STARTED', stepNow(clock, actor)));
  if (started.kind === 'lost') return { kind: 'elsewhere' };
  const files = claims.flatMap((answer) => (answer.kind === 'done' ? answer.item : (answer.now ?? [])));
  return { kind: 'ready', batch: started.item, files };
}

/** A member as the ledger names it. */
export function fileIdOf(config: DatasetConfig, member: Member): FileId {
  return { datasetId: config.datasetId, bucket: member.bucket, key: member.key, versionId: member.version_id };
}

async function claim(
  { ledger, clock }: BatchPorts,
  config: DatasetConfig,
  batch: BatchRecord,
  members: readonly Member[],
  actor: Actor,
): Promise<readonly Changed<FileRecord>[]> {
  const step = stepNow(clock, actor);
  const { batchId, planDigest, contractVersion } = batch;
  const change: FileChange = {
    batchId,
    attempt: 1,
    planDigest,
    contractVersion,
    jobRunId: null,
    reason: null,
    detail: batch.detail,
  };
  return ledger.moveFiles(
    members.map((member) =>
      moveFile(fileIdOf(config, member), ['QUEUED', 'RUNNING'], step, change, { queued: member.queued }),
    ),
  );
}

/** Lost, unless somebody who prepares the same batch was faster. */
function isLost(answer: Changed<FileRecord>, batch: BatchRecord): boolean {
  return answer.kind === 'lost' && !(answer.now?.state === 'RUNNING' && answer.now.batchId === batch.batchId);
}

/** Members first: once the batch is RELEASED nobody looks at it again. */
async function release(
  { ledger, clock }: BatchPorts,
  config: DatasetConfig,
  batch: BatchRecord,
  manifest: Manifest,
  actor: Actor,
): Promise<Prepared> {
  const step = stepNow(clock, actor);
  const change: FileChange = { batchId: null, attempt: null, jobRunId: null, reason: null, detail: null };
  await ledger.moveFiles(
    manifest.members.map((member) =>
      moveFile(fileIdOf(config, member), ['RUNNING', 'QUEUED'], step, change, { batchId: batch.batchId }),
    ),
  );
  const detail = 'a member was taken by another batch; the others wait again';
  const released = await ledger.moveBatch(moveBatch(batch, 'RELEASED', step, { slot: null, detail }));
  return { kind: released.kind === 'done' ? 'released' : 'elsewhere' };
}
