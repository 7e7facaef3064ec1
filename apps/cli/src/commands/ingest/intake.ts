import { open, stat } from 'node:fs/promises';
import {
  BUCKETS,
  copyIn,
  type Decision,
  fileDigest,
  inParallel,
  keysUnder,
  type Lake,
  objectPath,
  order,
  readDecisions,
  sourceDigest,
  UnsettledSource,
  writeDecisions,
} from '@sluice/lake/folder';
import type { Plan } from '@sluice/protocol';
import { incomingPrefix } from '@sluice/protocol';
import { codedError, Interrupted } from '@sluice/terminal';
import { keyOf, type Refusal, refusalByName, refusalBySize } from './decide.ts';
import { type Candidate, candidatesIn } from './walk.ts';

/** Reads a file's head; undefined: let it through. `more` asks for that many bytes from the start. */
export type JudgeHead = (
  bytes: Uint8Array,
  isWhole: boolean,
) => Promise<Refusal | { readonly more: number } | undefined>;

/** What the way in needs. */
export interface IntakeOptions {
  readonly plan: Plan;
  readonly contractVersion: string;
  readonly planDigest: string;
  readonly judge: JudgeHead;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onFiles: (total: number) => void;
  readonly onFile: (name: string) => void;
}

/** What the way in did. */
export interface Intake {
  /** All decisions of the dataset, old and new. */
  readonly decisions: readonly Decision[];
  /** Those of this time, in the order of their keys. */
  readonly fresh: readonly Decision[];
  /**
   * Files about which nothing was decided: they could not be read, or were being written. The next run looks at them
   * again.
   */
  readonly postponed: readonly Postponed[];
  /** Files that had been decided before, with the same content. */
  readonly known: number;
}

/** A file that waits for the next run. */
export interface Postponed {
  readonly key: string;
  readonly reason: UnsettledSource['reason'];
  readonly detail: string;
}

/** The control plane reads no more than this of a file at first. */
const HEAD_BYTES = 64 * 1024;
const FILES_AT_ONCE = 8;

/**
 * Copies the files of a folder into the raw bucket and decides about each, once: the version seen first under a key is
 * kept. A killed run may have left raw objects without a decision; they are decided first.
 */
export async function takeIn(lake: Lake, folder: string, options: IntakeOptions): Promise<Intake> {
  const { plan, signal } = options;
  const before = (await readDecisions(lake, plan.dataset_id)).decisions;
  const byKey = Map.groupBy(before, (decision) => decision.key);
  const fresh: Decision[] = [];
  const add = (decision: Decision) => {
    fresh.push(decision);
    byKey.set(decision.key, [...(byKey.get(decision.key) ?? []), decision]);
  };
  const postponed: Postponed[] = [];
  let known = 0;
  try {
    for (const key of await keysUnder(lake, BUCKETS.raw, incomingPrefix(plan.dataset_id))) {
      if (storedVersion(byKey, key) !== undefined) continue;
      const { versionId, size } = await fileDigest(objectPath(lake, BUCKETS.raw, key), signal);
      add(await decideStored(lake, key, versionId, size, options));
    }
    const candidates = await candidatesIn(folder, signal);
    options.onFiles(candidates.length);
    await inParallel(candidates, FILES_AT_ONCE, async (file) => {
      try {
        const decision = await decideFile(lake, file, byKey, options);
        if (decision === undefined) known += 1;
        else add(decision);
      } catch (error) {
        if (!(error instanceof UnsettledSource)) throw error;
        postponed.push({ key: keyOf(plan.dataset_id, file.name), reason: error.reason, detail: error.message });
      }
      options.onFile(file.name);
    });
  } catch (error) {
    // What was decided so far is lost with this process, and decided again by the next: nothing is half done.
    throw signal.aborted ? new Interrupted() : codedError(error);
  }
  const replaced = new Set(fresh.filter((decision) => !decision.stored).map((decision) => identity(decision)));
  const decisions = [...before.filter((decision) => !replaced.has(identity(decision))), ...fresh];
  if (fresh.length > 0) await writeDecisions(lake, { decisions_format: 1, dataset_id: plan.dataset_id, decisions });
  const byOrder = (a: { readonly key: string }, b: { readonly key: string }) => order(a.key, b.key);
  return { decisions, fresh: fresh.sort(byOrder), postponed: postponed.sort(byOrder), known };
}

/** Decides about one file of the folder; undefined when that was done before. */
async function decideFile(
  lake: Lake,
  file: Candidate,
  byKey: ReadonlyMap<string, readonly Decision[]>,
  options: IntakeOptions,
): Promise<Decision | undefined> {
  const key = keyOf(options.plan.dataset_id, file.name);
  const decided = byKey.get(key) ?? [];
  const refusal = refusalByName(file, options.plan);
  if (refusal !== undefined) {
    const same = decided.some((decision) => decision.reason === refusal.reason && decision.size === file.size);
    return same ? undefined : decisionOf(key, '', file.size, refusal, false, options);
  }
  if (file.ignored === 'unreadable') throw new UnsettledSource('unreadable', 'it cannot be looked into, or is gone');
  const stored = storedVersion(byKey, key);
  if (stored === undefined) {
    const copied = await copyIn(lake, file.path, objectPath(lake, BUCKETS.raw, key), options.signal);
    return decideStored(lake, key, copied.versionId, copied.size, options);
  }
  const { versionId, size } = await sourceDigest(file.path, options.signal);
  if (decided.some((decision) => decision.version_id === versionId)) return undefined;
  const detail =
    `the key was decided with content ${stored.slice(0, 12)}…, this is ${versionId.slice(0, 12)}…; the ` +
    'first is kept';
  return decisionOf(
    key,
    versionId,
    size,
    { decision: 'quarantined', reason: 'key-overwritten', detail },
    false,
    options,
  );
}

/** Decides about an object that lies in the raw bucket, by its head. */
async function decideStored(
  lake: Lake,
  key: string,
  versionId: string,
  size: number,
  options: IntakeOptions,
): Promise<Decision> {
  const tooLarge = refusalBySize(size, options.plan);
  if (tooLarge !== undefined) return decisionOf(key, versionId, size, tooLarge, true, options);
  const path = objectPath(lake, BUCKETS.raw, key);
  const { size: actual } = await stat(path);
  let wanted = HEAD_BYTES;
  for (;;) {
    const bytes = await firstBytes(path, Math.min(wanted, actual));
    const verdict = await options.judge(bytes, bytes.length >= actual);
    if (verdict === undefined) return decisionOf(key, versionId, size, undefined, true, options);
    if (!('more' in verdict)) return decisionOf(key, versionId, size, verdict, true, options);
    wanted = verdict.more;
  }
}

function decisionOf(
  key: string,
  versionId: string,
  size: number,
  refusal: Refusal | undefined,
  stored: boolean,
  { contractVersion, planDigest, now }: IntakeOptions,
): Decision {
  return {
    bucket: BUCKETS.raw,
    key,
    version_id: versionId,
    size,
    decision: refusal?.decision ?? 'queued',
    reason: refusal?.reason ?? null,
    detail: refusal?.detail ?? null,
    at: refusal?.at ?? null,
    stored,
    contract_version: contractVersion,
    plan_digest: planDigest,
    decided_at: now().toISOString(),
  };
}

function storedVersion(byKey: ReadonlyMap<string, readonly Decision[]>, key: string): string | undefined {
  return byKey.get(key)?.find((decision) => decision.stored)?.version_id;
}

function identity(decision: Decision): string {
  return `${decision.key}\u0000${decision.version_id}`;
}

async function firstBytes(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await file.close();
  }
}
