import { stat } from 'node:fs/promises';
import { incomingPrefix } from '@sluice/protocol';
import { inParallel } from '../../in-parallel.ts';
import { decideByName } from '../../intake/decide.ts';
import { handleMessage, type IntakeDependencies, type Outcome } from '../../intake/handle-message.ts';
import type { FileRecord, ObjectVersion } from '../../model.ts';
import { moveFile } from '../../transitions.ts';
import type { ObjectStore } from '../object-store.ts';
import { type Copied, contentDigest, copyIn, sourceDigest, UnsettledSource } from './copy-in.ts';
import type { FolderFileRanges } from './folder-file-ranges.ts';
import { type FolderLake, keyProblem, objectPath } from './folder-paths.ts';
import { type Candidate, candidatesIn } from './walk.ts';

/** What the way in of a lake on folders acts on. */
export interface WayIn extends IntakeDependencies {
  readonly lake: FolderLake;
  readonly store: ObjectStore;
  readonly ranges: FolderFileRanges;
  readonly signal: AbortSignal;
  /** How many entries the folder has, before the first one is looked at. */
  readonly onFiles?: (total: number) => void;
  readonly onFile?: (name: string) => void;
}

/** What the way in did. */
export interface TakenIn {
  /** Files that were decided about now, in the order of their keys. */
  readonly decided: readonly Outcome[];
  /** Files that had been decided before, with the same content. */
  readonly known: number;
  /** Files about which nothing was decided: they could not be read, or were being written. The next look decides. */
  readonly postponed: readonly Postponed[];
}

/** A file that waits for the next look. */
export interface Postponed {
  readonly key: string;
  readonly reason: UnsettledSource['reason'];
  readonly detail: string;
}

const FILES_AT_ONCE = 8;
/** The version id of what has no content that could be read: a pipe, a name that no key can hold. */
const NO_CONTENT = 'none';

/**
 * What a lake on folders has instead of events. A file of the producer's folder is copied into the raw bucket, whole or
 * not at all, and decided about as the event of its object would be. First come the objects that lie in the raw bucket
 * without a decision: a command was killed between the copy and the ledger, or somebody put them there.
 */
export async function takeIn(folder: string, wayIn: WayIn): Promise<TakenIn> {
  const known = await recordsByKey(wayIn);
  const decided: Outcome[] = [];
  const postponed: Postponed[] = [];
  let knownBefore = 0;
  for (const outcome of await decideWhatLies(wayIn, known)) decided.push(outcome);
  const candidates = await candidatesIn(folder, wayIn.signal);
  wayIn.onFiles?.(candidates.length);
  await inParallel(candidates, FILES_AT_ONCE, async (file) => {
    const key = incomingPrefix(wayIn.config.datasetId) + file.name;
    try {
      const outcome = await takeFile(wayIn, file, key, known.get(key) ?? []);
      if (outcome === undefined || outcome.decision === 'duplicate') knownBefore += 1;
      else decided.push(outcome);
    } catch (error) {
      if (!(error instanceof UnsettledSource)) throw error;
      postponed.push({ key, reason: error.reason, detail: error.message });
    }
    wayIn.onFile?.(file.name);
  });
  const byKey = (a: { readonly key: string }, b: { readonly key: string }) => (a.key < b.key ? -1 : 1);
  return {
    decided: decided.sort((a, b) => byKey(a.file, b.file)),
    known: knownBefore,
    postponed: postponed.sort(byKey),
  };
}

/** Objects of the raw bucket that nobody has decided about; and files that were received, and no more, by a crash. */
async function decideWhatLies(wayIn: WayIn, known: Map<string, FileRecord[]>): Promise<readonly Outcome[]> {
  const { lake, store, config, signal } = wayIn;
  const outcomes: Outcome[] = [];
  for (const key of await store.list(config.rawBucket, incomingPrefix(config.datasetId))) {
    if (known.has(key) || keyProblem(key) !== undefined) continue;
    signal.throwIfAborted();
    const path = objectPath(lake, config.rawBucket, key);
    const { mtime } = await stat(path);
    outcomes.push(await decide(wayIn, versionOf(wayIn, key, await contentDigest(path, signal), mtime), true));
  }
  for (const file of [...known.values()].flat())
    if (file.state === 'RECEIVED') outcomes.push(await decide(wayIn, file, false));
  for (const { file } of outcomes) known.set(file.key, [...(known.get(file.key) ?? []).filter(notSame(file)), file]);
  return outcomes.filter(({ decision }) => decision !== 'duplicate');
}

const notSame = (file: FileRecord) => (other: FileRecord) => other.versionId !== file.versionId;

/** One file of the folder; undefined when it was decided about before. */
async function takeFile(
  wayIn: WayIn,
  file: Candidate,
  key: string,
  known: readonly FileRecord[],
): Promise<Outcome | undefined> {
  const { lake, config, dataset, now, signal } = wayIn;
  if (file.ignored === 'unreadable') throw new UnsettledSource('unreadable', 'it cannot be looked into, or is gone');
  const noObject = whyNoObject(file, key, dataset.plan.source.suffix);
  if (noObject !== undefined) return known.length > 0 ? undefined : leaveAlone(wayIn, file, key, noObject);

  const refusal = decideByName({ key, sizeBytes: file.sizeBytes, standing: 'first' }, { ...config, ...dataset });
  // What is refused by its name or its size is not copied, and not even read when it was refused before.
  if (refusal !== undefined && refusal.to !== 'QUEUED' && refusal.reason !== 'empty') {
    const isKnown = known.some(({ reason, sizeBytes }) => reason === refusal.reason && sizeBytes === file.sizeBytes);
    if (isKnown) return undefined;
    return decide(wayIn, versionOf(wayIn, key, await sourceDigest(file.path, signal), now()), false);
  }
  if (known.length === 0 || !(await wayIn.store.exists(config.rawBucket, key))) {
    const copied = await copyIn(lake, file.path, objectPath(lake, config.rawBucket, key), signal);
    return decide(wayIn, versionOf(wayIn, key, copied, now()), copied.isStored);
  }
  const source = await sourceDigest(file.path, signal);
  if (known.some(({ versionId }) => versionId === source.versionId)) return undefined;
  return decide(wayIn, versionOf(wayIn, key, source, now()), false);
}

/** What S3 would not even take, or a producer could not have sent there. */
function whyNoObject(
  file: Candidate,
  key: string,
  suffix: string,
): { readonly reason: string; readonly detail: string } | undefined {
  if (file.ignored === 'name-not-utf8') return { reason: 'name-not-utf8', detail: 'its name is not UTF-8' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these no key may hold.
  if (/[\u0000-\u001f\u007f]/.test(file.name))
    return { reason: 'name-control', detail: 'its name holds a control character' };
  if (!file.name.endsWith(suffix))
    return file.ignored && { reason: 'suffix', detail: `the key does not end in ${suffix}` };
  if (file.ignored === 'not-a-file') return { reason: 'not-a-file', detail: 'it is no regular file' };
  const problem = keyProblem(key);
  return problem === undefined ? undefined : { reason: 'key-too-long', detail: `its key ${problem}` };
}

/** Written down all the same: nobody loses a file without being told. */
async function leaveAlone(
  wayIn: WayIn,
  file: Candidate,
  key: string,
  { reason, detail }: { readonly reason: string; readonly detail: string },
): Promise<Outcome | undefined> {
  const { ledger, config, now } = wayIn;
  const object = versionOf(wayIn, key, { versionId: NO_CONTENT, sizeBytes: file.sizeBytes }, now());
  const { file: received } = await ledger.receive(object, now().toISOString());
  const step = { at: now().toISOString(), actor: 'intake' } as const;
  const change = { reason, detail, contractVersion: config.contractVersion };
  const changed = await ledger.moveFile(moveFile(received, ['RECEIVED', 'IGNORED'], step, change));
  return changed.kind === 'done' ? { decision: 'ignored', file: changed.item } : undefined;
}

async function decide(wayIn: WayIn, object: ObjectVersion, isStored: boolean): Promise<Outcome> {
  if (isStored) await wayIn.ranges.remember(object);
  const outcome = await handleMessage({ kind: 'created', object }, wayIn);
  // Only a release of an unknown file has no outcome.
  return outcome as Outcome;
}

let counted = 0;

/** What S3's event would say. Contents of one name follow each other in the order in which they were first seen. */
function versionOf({ config }: WayIn, key: string, { versionId, sizeBytes }: Copied, seen: Date): ObjectVersion {
  counted += 1;
  const sequencer = (BigInt(Math.max(0, Math.floor(seen.getTime()))) * 65_536n + BigInt(counted % 65_536)).toString(16);
  return {
    datasetId: config.datasetId,
    bucket: config.rawBucket,
    key,
    versionId,
    etag: versionId,
    sizeBytes,
    sequencer: sequencer.padStart(20, '0'),
    eventTime: seen.toISOString(),
  };
}

async function recordsByKey({ ledger, config }: WayIn): Promise<Map<string, FileRecord[]>> {
  const byKey = new Map<string, FileRecord[]>();
  for await (const file of ledger.filesOf(config.datasetId))
    byKey.set(file.key, [...(byKey.get(file.key) ?? []), file]);
  return byKey;
}
