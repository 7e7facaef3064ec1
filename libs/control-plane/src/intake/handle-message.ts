import type { DatasetConfig, FileId } from '@sluice/protocol';
import type { Ledger } from '../ledger/ledger.ts';
import type { FileRecord, ObjectVersion, Standing } from '../model.ts';
import type { FileRanges } from '../ports/file-ranges.ts';
import { type FileChange, moveFile } from '../transitions.ts';
import { type Decision, decideByContent, decideByName } from './decide.ts';
import { type Dataset, judgeObject } from './judge-object.ts';
import type { IntakeMessage } from './message.ts';
import { observationOf } from './observation.ts';

/** What the way in acts on. */
export interface IntakeDependencies {
  readonly config: DatasetConfig;
  readonly dataset: Dataset;
  readonly ledger: Ledger;
  readonly ranges: FileRanges;
  readonly now: () => Date;
}

/** What became of one message. `duplicate`: it was decided before, and this is what was decided. */
export interface Outcome {
  readonly decision: 'queued' | 'ignored' | 'quarantined' | 'duplicate';
  readonly file: FileRecord;
}

/** States of versions that keep others of their name out. */
const KEPT: readonly string[] = ['RECEIVED', 'QUEUED', 'RUNNING', 'SUCCEEDED'] satisfies readonly FileRecord['state'][];

/**
 * Decides about one object version, once: RECEIVED first, so that nothing that arrived is without an item, then the
 * decision. Wherever this ends early, the message comes again: an item that is still RECEIVED is decided then, one that
 * is not was decided.
 *
 * @returns undefined for a release of a file that the ledger does not know
 */
export async function handleMessage(message: IntakeMessage, deps: IntakeDependencies): Promise<Outcome | undefined> {
  return message.kind === 'created' ? handleCreated(message.object, deps) : handleReleased(message.id, deps);
}

async function handleCreated(object: ObjectVersion, deps: IntakeDependencies): Promise<Outcome> {
  const { file } = await deps.ledger.receive(object, deps.now().toISOString());
  if (file.state !== 'RECEIVED') return { decision: 'duplicate', file };
  return settle(file, await standingNow(file, deps), deps);
}

async function handleReleased(id: FileId, deps: IntakeDependencies): Promise<Outcome | undefined> {
  const file = await deps.ledger.file(id);
  if (file === undefined) return undefined;
  if (file.state !== 'RECEIVED') return { decision: 'duplicate', file };
  return settle(file, await standingNow(file, deps), deps);
}

/**
 * The first version seen is kept. After a release that is asked again: it may go in when no other version of its name
 * is in, or on its way.
 */
async function standingNow(file: FileRecord, { ledger }: IntakeDependencies): Promise<Standing> {
  if (file.revision === 1) return file.standing;
  const others = (await ledger.versionsOf(file)).filter(({ versionId }) => versionId !== file.versionId);
  if (!others.some(({ state }) => KEPT.includes(state))) return 'first';
  return file.standing === 'stale' ? 'stale' : 'later';
}

async function settle(file: FileRecord, standing: Standing, deps: IntakeDependencies): Promise<Outcome> {
  const { config, dataset, ledger, ranges } = deps;
  const contract = { status: config.status, plan: dataset.plan };
  let decision = decideByName({ ...file, standing }, contract);
  let headerFingerprint: string | null = null;
  if (decision === undefined) {
    const { verdict, drift } = await judgeObject(ranges, file, dataset);
    decision = decideByContent(verdict);
    headerFingerprint = verdict.kind === 'accepted' ? verdict.drift.fingerprint : (drift?.fingerprint ?? null);
    // Before the decision: a crash between the two can then lose nothing, and the ledger knows the same file when it
    // comes again.
    if (drift !== null)
      await ledger.observeDrift(observationOf(drift, file, config.contractVersion), deps.now().toISOString());
  }
  const step = { at: deps.now().toISOString(), actor: 'intake' } as const;
  const changed = await ledger.moveFile(
    moveFile(file, ['RECEIVED', decision.to], step, changeOf(decision, headerFingerprint, config)),
  );
  if (changed.kind === 'done') return { decision: DECISIONS[decision.to], file: changed.item };
  // The same event in another container was faster.
  return { decision: 'duplicate', file: changed.now ?? file };
}

const DECISIONS = { QUEUED: 'queued', IGNORED: 'ignored', QUARANTINED: 'quarantined' } as const;

/** What a released file was before is in its history; its item says what holds now. */
function changeOf(decision: Decision, headerFingerprint: string | null, config: DatasetConfig): FileChange {
  const { reason, detail, place } = decision.to === 'QUEUED' ? { reason: null, detail: null, place: null } : decision;
  return {
    lane: '',
    contractVersion: config.contractVersion,
    planDigest: decision.to === 'QUEUED' ? config.plan.sha256 : null,
    reason,
    detail,
    place,
    headerFingerprint,
    batchId: null,
    attempt: null,
    jobRunId: null,
    committedAt: null,
  };
}
