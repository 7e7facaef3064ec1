import { isDeepStrictEqual } from 'node:util';
import type { FileId } from '@sluice/protocol';
import { fileAtFirstSight } from '../../ledger/first-sight.ts';
import type { Changed, Ledger, SlotTake } from '../../ledger/ledger.ts';
import { byWaiting, pendingOf, quarantinedOf } from '../../ledger/listings.ts';
import { bySequencer, paddedSequencer } from '../../ledger/sequencer.ts';
import { isFree } from '../../ledger/slot-rules.ts';
import type { BatchRecord, DriftRecord, FileRecord, SlotRecord } from '../../model.ts';
import { type BatchState, OPEN_BATCH_STATES } from '../../states.ts';
import { type FileTransition, fileAfter, holds } from '../../transitions.ts';

/**
 * A moment of a ledger's call: `before` nothing has happened, `after` everything has, and the answer may still get
 * lost. Reads have no `after`.
 */
export type LedgerMoment = `${'before' | 'after'} ${keyof Ledger}`;

/** What a test may watch. */
export interface MemoryLedgerOptions {
  /** May throw: that is a crash at this moment. */
  readonly onCall?: (moment: LedgerMoment) => void;
}

interface Marked<Item> {
  readonly item: Item;
  readonly mark: string | null;
}

/**
 * The ledger in memory: for tests and simulations, with the same answers as the one in DynamoDB (`ledger-contract.ts`
 * holds for both).
 *
 * @example
 * const ledger = createMemoryLedger({ onCall: (moment) => { if (moment === 'after receive') throw new Error('crash'); }
 * });
 */
export function createMemoryLedger({ onCall = () => {} }: MemoryLedgerOptions = {}): Ledger {
  const files = new Map<string, Map<string, Marked<FileRecord>>>();
  const latest = new Map<string, string>();
  const batches = new Map<string, Marked<BatchRecord>>();
  const slots = new Map<string, Map<number, SlotRecord>>();
  const drift = new Map<string, DriftRecord>();

  const versions = (id: Omit<FileId, 'versionId'>) => files.get(pathOf(id)) ?? new Map<string, Marked<FileRecord>>();
  const allFiles = (datasetId: string) =>
    [...files.values()]
      .flatMap((of) => [...of.values()].map(({ item }) => item))
      .filter((file) => file.datasetId === datasetId);
  const batchesIn = (datasetId: string, states: readonly BatchState[]) =>
    [...batches.values()]
      .map(({ item }) => item)
      .filter((batch) => batch.datasetId === datasetId && states.includes(batch.state));

  /** Others get their turn before anything happens, as they would over a network; then it happens at once. */
  async function write<Answer>(operation: keyof Ledger, act: () => Answer): Promise<Answer> {
    await read(operation);
    const answer = act();
    onCall(`after ${operation}`);
    return answer;
  }
  async function read(operation: keyof Ledger): Promise<void> {
    await Promise.resolve();
    onCall(`before ${operation}`);
  }

  function move(transition: FileTransition): Changed<FileRecord> {
    const { id, mark } = transition;
    const of = versions(id);
    const before = of.get(id.versionId);
    if (before?.mark === mark) return { kind: 'done', item: before.item };
    if (before === undefined || !holds(before.item, transition)) return { kind: 'lost', now: before?.item };
    const item = fileAfter(before.item, transition);
    of.set(id.versionId, { item, mark });
    return { kind: 'done', item };
  }

  function take({ datasetId, slots: count, holder, now, leaseUntil }: SlotTake): SlotRecord | undefined {
    const of = slots.get(datasetId) ?? new Map<number, SlotRecord>();
    slots.set(datasetId, of);
    const places = Array.from(
      { length: count },
      (_, slot) => of.get(slot) ?? { datasetId, slot, holder: null, leaseUntil: null },
    );
    const free = places.find((slot) => slot.holder === holder) ?? places.find((slot) => isFree(slot, now));
    if (free === undefined) return undefined;
    const taken = { datasetId, slot: free.slot, holder, leaseUntil };
    of.set(free.slot, taken);
    return taken;
  }

  return {
    receive: (object, at) =>
      write('receive', () => {
        const path = pathOf(object);
        const of = versions(object);
        files.set(path, of);
        const known = of.get(object.versionId);
        if (known !== undefined) return { kind: 'known', file: known.item };
        const pointer = latest.get(path);
        const own = paddedSequencer(object.sequencer);
        const standing = pointer === undefined ? 'first' : own > pointer ? 'later' : 'stale';
        if (standing !== 'stale') latest.set(path, own);
        const file = fileAtFirstSight(object, standing, at);
        of.set(object.versionId, { item: file, mark: null });
        return { kind: 'new', standing, file };
      }),
    file: async (id) => {
      await read('file');
      return versions(id).get(id.versionId)?.item;
    },
    versionsOf: async (key) => {
      await read('versionsOf');
      return [...versions(key).values()].map(({ item }) => item).sort(bySequencer);
    },
    moveFile: (transition) => write('moveFile', () => move(transition)),
    moveFiles: async (transitions) => {
      const answers: Changed<FileRecord>[] = [];
      for (const transition of transitions) answers.push(await write('moveFiles', () => move(transition)));
      return answers;
    },
    pending: async (datasetId, limit) => {
      await read('pending');
      const waiting = allFiles(datasetId).filter((file) => file.state === 'QUEUED');
      return waiting.sort(byWaiting).slice(0, limit).map(pendingOf);
    },
    quarantined: async function* (datasetId) {
      await read('quarantined');
      const refused = allFiles(datasetId).filter((file) => file.state === 'QUARANTINED');
      yield* refused.sort(byWaiting).map(quarantinedOf);
    },
    filesOf: async function* (datasetId) {
      await read('filesOf');
      yield* allFiles(datasetId);
    },

    createBatch: (batch) =>
      write('createBatch', () => {
        const there = batches.get(batchName(batch))?.item;
        if (there === undefined) batches.set(batchName(batch), { item: batch, mark: null });
        // A repeated request finds what it wrote.
        if (there === undefined || isDeepStrictEqual(there, batch)) return { kind: 'done', item: batch };
        return { kind: 'lost', now: there };
      }),
    moveBatch: ({ from, to, mark }) =>
      write('moveBatch', () => {
        const before = batches.get(batchName(to));
        if (before?.mark === mark) return { kind: 'done', item: before.item };
        if (before?.item.revision !== from.revision || before.item.state !== from.state)
          return { kind: 'lost', now: before?.item };
        batches.set(batchName(to), { item: to, mark });
        return { kind: 'done', item: to };
      }),
    batch: async (datasetId, batchId) => {
      await read('batch');
      return batches.get(batchName({ datasetId, batchId }))?.item;
    },
    openBatches: async (datasetId) => {
      await read('openBatches');
      return batchesIn(datasetId, OPEN_BATCH_STATES).sort((a, b) => order(created(a), created(b)));
    },
    recentBatches: async (datasetId, limit) => {
      await read('recentBatches');
      return batchesIn(datasetId, ['SETTLED'])
        .sort((a, b) => order(settled(b), settled(a)))
        .slice(0, limit);
    },

    takeSlot: (wanted) => write('takeSlot', () => take(wanted)),
    bindSlot: (datasetId, slot, from, batchId) =>
      write('bindSlot', () => {
        const holder = slots.get(datasetId)?.get(slot)?.holder;
        if (holder !== from && holder !== batchId) return false;
        slots.get(datasetId)?.set(slot, { datasetId, slot, holder: batchId, leaseUntil: null });
        return true;
      }),
    freeSlot: (datasetId, slot, holder) =>
      write('freeSlot', () => {
        const of = slots.get(datasetId);
        if (of?.get(slot)?.holder === holder) of.set(slot, { datasetId, slot, holder: null, leaseUntil: null });
      }),
    slots: async (datasetId) => {
      await read('slots');
      return [...(slots.get(datasetId)?.values() ?? [])].sort((a, b) => a.slot - b.slot);
    },

    observeDrift: (observation, at) =>
      write('observeDrift', () => {
        const id = `${observation.datasetId}#${observation.fingerprint}`;
        const before = drift.get(id);
        // The same file again, after a crash: it was counted.
        if (before?.exampleKey === observation.exampleKey) return;
        drift.set(id, {
          ...observation,
          firstSeen: before?.firstSeen ?? at,
          lastSeen: at,
          count: (before?.count ?? 0) + 1,
        });
      }),
    driftOf: async (datasetId) => {
      await read('driftOf');
      return [...drift.values()]
        .filter((of) => of.datasetId === datasetId)
        .sort((a, b) => order(a.fingerprint, b.fingerprint));
    },
  };
}

const pathOf = ({ datasetId, bucket, key }: Omit<FileId, 'versionId'>) => `${datasetId}#${bucket}/${key}`;
const created = (batch: BatchRecord) => `${batch.createdAt}#${batch.batchId}`;
const settled = (batch: BatchRecord) => `${batch.stateSince}#${batch.batchId}`;
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A batch is its dataset's: the same id in another dataset is another batch. */
const batchName = ({ datasetId, batchId }: Pick<BatchRecord, 'datasetId' | 'batchId'>): string =>
  `${datasetId}/${batchId}`;
