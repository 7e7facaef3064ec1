import {
  fileDigest,
  fileIdOf,
  fileKey,
  indexOrder,
  quarantinePartition,
  shardOf,
  waitingPartition,
} from '@sluice/protocol';
import { type FileRecord, type HistoryEntry, MAX_HISTORY } from '../../../model.ts';
import type { FileState } from '../../../states.ts';
import { type FileTransition, fileAfter } from '../../../transitions.ts';
import type { Item } from './table.ts';

type Entry = HistoryEntry<FileState>;

/**
 * What an entry repeats of the one before it is not stored: the item stays small, and one update can append without
 * reading.
 */
const INHERITED = [
  'reason',
  'detail',
  'contractVersion',
  'batchId',
  'attempt',
  'jobRunId',
] as const satisfies readonly (keyof Entry)[];
type StoredEntry = Pick<Entry, 'at' | 'to' | 'actor'> & Partial<Pick<Entry, (typeof INHERITED)[number]>>;

/** The item that holds a file's record, and by which step it came to be. */
export function itemOfFile(
  { datasetId, bucket, key, versionId, history, ...rest }: FileRecord,
  mark: string | null,
): Item {
  const id = { datasetId, bucket, key, versionId };
  const content = withoutNulls({ ...rest, mark, history: storedHistory(history) });
  return {
    ...fileKey(id),
    ...content,
    ...indexKeys({ datasetId, bucket, key, versionId }, rest.state, rest.stateSince),
  };
}

/** The record that an item holds. */
export function fileOfItem(item: Item): FileRecord {
  const text = (name: string) => (item[name] as string | undefined) ?? null;
  const { datasetId, bucket, key, versionId } = fileIdOf(item);
  return {
    datasetId,
    bucket,
    key,
    versionId,
    etag: item['etag'] as string,
    sizeBytes: item['sizeBytes'] as number,
    sequencer: item['sequencer'] as string,
    eventTime: item['eventTime'] as string,
    state: item['state'] as FileState,
    standing: item['standing'] as FileRecord['standing'],
    receivedAt: item['receivedAt'] as string,
    stateSince: item['stateSince'] as string,
    queued: item['queued'] as number,
    lane: item['lane'] as string,
    contractVersion: text('contractVersion'),
    planDigest: text('planDigest'),
    reason: text('reason'),
    detail: text('detail'),
    place: (item['place'] as FileRecord['place'] | undefined) ?? null,
    headerFingerprint: text('headerFingerprint'),
    batchId: text('batchId'),
    attempt: (item['attempt'] as number | undefined) ?? null,
    jobRunId: text('jobRunId'),
    committedAt: text('committedAt'),
    history: fullHistory(item['history'] as readonly StoredEntry[]),
    historyDropped: item['historyDropped'] as number,
    revision: item['revision'] as number,
  };
}

/** The update that takes a step, as long as its history has room: one request, without a read. */
export function updateOfStep(transition: FileTransition) {
  const { id, from, to, expect, step, change, mark } = transition;
  const entry: StoredEntry = { at: step.at, to, actor: step.actor, ...pick(change, INHERITED) };
  const set: Record<string, unknown> = {
    ...change,
    state: to,
    stateSince: step.at,
    mark,
    GPK: null,
    GSK: null,
    ...indexKeys(id, to, step.at),
  };
  const names = new Map<string, string>();
  const values: Record<string, unknown> = { ':entry': [entry], ':one': 1, ':room': MAX_HISTORY };
  const name = (attribute: string) => {
    names.set(`#${attribute}`, attribute);
    return `#${attribute}`;
  };
  const value = (attribute: string, content: unknown) => {
    values[`:${attribute}`] = content;
    return `:${attribute}`;
  };
  const kept = Object.entries(set).filter(([, content]) => content !== undefined);
  const assigned = kept
    .filter(([, content]) => content !== null)
    .map(([key, content]) => `${name(key)} = ${value(key, content)}`);
  const removed = kept.filter(([, content]) => content === null).map(([key]) => name(key));
  const added = [`${name('revision')} :one`, ...(to === 'QUEUED' ? [`${name('queued')} :one`] : [])];
  const expected = Object.entries({ state: from, ...expect }).filter(([, content]) => content !== undefined);
  const conditions = expected.map(([key, content]) => `${name(key)} = ${value(`expected_${key}`, content)}`);
  return {
    Key: { ...fileKey(id) },
    UpdateExpression:
      `SET ${[...assigned, `${name('history')} = list_append(#history, :entry)`].join(', ')} ADD ${added.join(', ')}` +
      (removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''),
    ConditionExpression: [...conditions, 'size(#history) < :room'].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: values,
  };
}

/** The item after a step whose history has no room left: it is written whole, if it is still what was read. */
export function itemAfterStep(before: FileRecord, transition: FileTransition): Item {
  return itemOfFile(fileAfter(before, transition), transition.mark);
}

/** Only waiting and quarantined files are in the index: whoever leaves the state leaves it. */
function indexKeys(
  id: Parameters<typeof fileDigest>[0],
  state: FileState,
  since: string,
): Partial<Record<'GPK' | 'GSK', string>> {
  if (state !== 'QUEUED' && state !== 'QUARANTINED') return {};
  const digest = fileDigest(id);
  const partition = state === 'QUEUED' ? waitingPartition : quarantinePartition;
  return { GPK: partition(id.datasetId, shardOf(digest)), GSK: indexOrder(since, digest) };
}

function storedHistory(history: readonly Entry[]): readonly StoredEntry[] {
  return history.map((entry, index) => {
    const before = history[index - 1];
    const { at, to, actor } = entry;
    const changed = INHERITED.filter((key) => before === undefined || before[key] !== entry[key]);
    return { at, to, actor, ...pick(entry, changed) };
  });
}

function fullHistory(stored: readonly StoredEntry[]): readonly Entry[] {
  let last: Omit<Entry, 'at' | 'to' | 'actor'> = {
    reason: null,
    detail: null,
    contractVersion: null,
    batchId: null,
    attempt: null,
    jobRunId: null,
  };
  return stored.map(({ at, to, actor, ...changed }) => {
    last = { ...last, ...changed };
    return { at, to, actor, ...last };
  });
}

function pick<Of extends object, Key extends keyof Of>(of: Of, keys: readonly Key[]): Partial<Pick<Of, Key>> {
  const present = keys.filter((key) => of[key] !== undefined).map((key) => [key, of[key]]);
  return Object.fromEntries(present) as Partial<Pick<Of, Key>>;
}

function withoutNulls(of: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(of).filter(([, content]) => content !== null && content !== undefined));
}
