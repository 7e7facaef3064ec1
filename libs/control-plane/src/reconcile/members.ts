import type { BatchHead, DatasetConfig, Manifest, RefusedMember } from '@sluice/protocol';
import { fileIdOf } from '../batch/prepare.ts';
import { stepNow } from '../batch/step.ts';
import { decisionOf } from '../decision.ts';
import { ControlPlaneError } from '../errors.ts';
import type { BatchRecord, FileRecord } from '../model.ts';
import type { LakePorts } from '../ports/lake-ports.ts';
import type { FileState } from '../states.ts';
import type { Metric } from '../telemetry.ts';
import { type FileChange, type FileTransition, moveFile } from '../transitions.ts';

/** How many members this settling moved. Members that were settled before are not counted again. */
export interface SettledMembers {
  readonly succeeded: number;
  readonly quarantined: number;
  readonly requeued: number;
}

/**
 * Settles the members of a batch from its item, its manifest and its batch head, idempotently: a member that is no
 * longer in the batch was settled before. Only steps that were taken here are logged and counted, so each is once.
 */
export async function settleMembers(
  ports: LakePorts,
  config: DatasetConfig,
  batch: BatchRecord,
  manifest: Manifest,
  batchHead: BatchHead,
): Promise<SettledMembers> {
  const step = stepNow(ports.clock, 'reconcile');
  const endOf = batch.state === 'COMMITTED' ? committedEnd(batch, manifest, batchHead) : failedEnd(batch, manifest);
  const transitions: FileTransition[] = manifest.members.map((member, index) => {
    const { to, change } = endOf(index);
    return moveFile(fileIdOf(config, member), ['RUNNING', to], step, change, { batchId: batch.batchId });
  });
  const answers = await ports.ledger.moveFiles(transitions);
  return told(
    ports,
    config,
    answers.flatMap((answer) => (answer.kind === 'done' ? [answer.item] : [])),
    batch,
  );
}

type EndOf = (member: number) => { readonly to: FileState; readonly change: FileChange };

/** Loaded, except for the files that the job refused as a whole. */
function committedEnd(batch: BatchRecord, manifest: Manifest, batchHead: BatchHead): EndOf {
  const refused = new Map<number, RefusedMember>();
  for (const file of batchHead.refused) {
    const member = manifest.members[file.member];
    if (member?.key !== file.key || member.version_id !== file.version_id)
      throw new ControlPlaneError(
        'SLC9024',
        `the batch head of batch ${batch.batchId} refuses ${file.key}, which is not its member ${file.member}`,
      );
    refused.set(file.member, file);
  }
  const run = { attempt: batchHead.attempt, jobRunId: batchHead.run_id };
  return (index) => {
    const refusal = refused.get(index);
    if (refusal !== undefined)
      return { to: 'QUARANTINED', change: { ...run, reason: refusal.reason, detail: refusal.detail } };
    return { to: 'SUCCEEDED', change: { ...run, reason: null, detail: null, committedAt: batch.committedAt } };
  };
}

/** In two lanes, or out of the way with the batch's reason. */
function failedEnd(batch: BatchRecord, manifest: Manifest): EndOf {
  const { batchId, attempt, jobRunId, reason, detail } = batch;
  if (reason !== 'batch-halved') return () => ({ to: 'QUARANTINED', change: { attempt, jobRunId, reason, detail } });
  const half = Math.ceil(manifest.members.length / 2);
  return (index) => ({
    to: 'QUEUED',
    change: {
      lane: `${batchId}/${index < half ? 1 : 2}`,
      batchId: null,
      attempt: null,
      jobRunId: null,
      reason,
      detail,
    },
  });
}

function told(
  { telemetry }: LakePorts,
  config: DatasetConfig,
  files: readonly FileRecord[],
  batch: BatchRecord,
): SettledMembers {
  const of = (state: FileState) => files.filter((file) => file.state === state);
  const [succeeded, quarantined, requeued] = [of('SUCCEEDED'), of('QUARANTINED'), of('QUEUED')];
  for (const file of succeeded) telemetry.decision(decisionOf(file, 'succeeded'));
  for (const file of quarantined) telemetry.decision(decisionOf(file, 'quarantined'));
  for (const file of requeued)
    telemetry.decision({ ...decisionOf(file, 'requeued'), batch_id: batch.batchId, attempt: batch.attempt });
  const metrics: Metric[] = [];
  if (succeeded.length > 0) {
    const seconds = succeeded.map((file) =>
      Math.max(0, (Date.parse(file.committedAt ?? file.stateSince) - Date.parse(file.eventTime)) / 1000),
    );
    metrics.push({ name: 'FilesSucceeded', value: succeeded.length, unit: 'Count' });
    metrics.push({ name: 'ArrivalToCommitted', value: seconds, unit: 'Seconds' });
  }
  if (quarantined.length > 0) metrics.push({ name: 'FilesQuarantined', value: quarantined.length, unit: 'Count' });
  if (metrics.length > 0) telemetry.metrics(config.datasetId, metrics);
  return { succeeded: succeeded.length, quarantined: quarantined.length, requeued: requeued.length };
}
