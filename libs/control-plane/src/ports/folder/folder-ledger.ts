import { isDeepStrictEqual } from 'node:util';
import { indexOrder } from '@sluice/protocol';
import type { Ledger, SlotTake } from '../../ledger/ledger.ts';
import { isFree } from '../../ledger/slot-rules.ts';
import type { BatchRecord, DriftRecord, SlotRecord } from '../../model.ts';
import { folderFiles } from './folder-files.ts';
import type { LedgerFile } from './ledger-file.ts';

/** The ledger of a lake on folders: the same answers as the one in DynamoDB (`ledger-contract.ts` holds for both). */
export function createFolderLedger(file: LedgerFile): Ledger {
  return { ...folderFiles(file), ...folderBatches(file), ...folderSlots(file), ...folderDrift(file) };
}

interface StoredBatch {
  readonly record: string;
  readonly mark: string | null;
}

const batchOf = ({ record }: Pick<StoredBatch, 'record'>) => JSON.parse(record) as BatchRecord;

function folderBatches(file: LedgerFile) {
  const stored = ({ datasetId, batchId }: Pick<BatchRecord, 'datasetId' | 'batchId'>) =>
    file.one<StoredBatch>('SELECT record, mark FROM batch WHERE dataset = ? AND id = ?', datasetId, batchId);
  const put = (batch: BatchRecord, mark: string | null) => {
    const [listed, since] = listingOf(batch);
    file.run(
      'INSERT OR REPLACE INTO batch (id, dataset, listed, place, mark, record) VALUES (?, ?, ?, ?, ?, ?)',
      batch.batchId,
      batch.datasetId,
      listed,
      indexOrder(since, batch.batchId),
      mark,
      JSON.stringify(batch),
    );
  };
  return {
    createBatch: async (batch) =>
      file.change(() => {
        const there = stored(batch);
        if (there === undefined) put(batch, null);
        const now = there && batchOf(there);
        // A repeated request finds what it wrote.
        return now === undefined || isDeepStrictEqual(now, batch)
          ? { kind: 'done', item: batch }
          : { kind: 'lost', now };
      }),
    moveBatch: async ({ from, to, mark }) =>
      file.change(() => {
        const there = stored(to);
        const now = there && batchOf(there);
        if (now !== undefined && there?.mark === mark) return { kind: 'done', item: now };
        if (now?.revision !== from.revision || now.state !== from.state) return { kind: 'lost', now };
        put(to, mark);
        return { kind: 'done', item: to };
      }),
    batch: async (datasetId, batchId) => {
      const found = stored({ datasetId, batchId });
      return found && batchOf(found);
    },
    openBatches: async (datasetId) =>
      file
        .all<StoredBatch>("SELECT record FROM batch WHERE dataset = ? AND listed = 'open' ORDER BY place", datasetId)
        .map(batchOf),
    recentBatches: async (datasetId, limit) =>
      file
        .all<StoredBatch>(
          "SELECT record FROM batch WHERE dataset = ? AND listed = 'settled' ORDER BY place DESC LIMIT ?",
          datasetId,
          Math.max(0, limit),
        )
        .map(batchOf),
  } satisfies Partial<Ledger>;
}

/** In which list a batch stands, and since when: the open ones by their making, the settled ones by their end. */
function listingOf({ state, createdAt, stateSince }: BatchRecord): readonly [list: string | null, since: string] {
  if (state === 'RELEASED') return [null, stateSince];
  return state === 'SETTLED' ? ['settled', stateSince] : ['open', createdAt];
}

interface StoredSlot {
  readonly slot: number;
  readonly holder: string | null;
  readonly lease: string | null;
}

function folderSlots(file: LedgerFile) {
  const slots = (datasetId: string): readonly SlotRecord[] =>
    file
      .all<StoredSlot>('SELECT slot, holder, lease FROM slot WHERE dataset = ? ORDER BY slot', datasetId)
      .map(({ slot, holder, lease }) => ({ datasetId, slot, holder, leaseUntil: lease }));
  const put = (datasetId: string, slot: number, holder: string | null, lease: string | null) =>
    file.run('INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?)', datasetId, slot, holder, lease);
  const holderOf = (datasetId: string, slot: number) => slots(datasetId).find((of) => of.slot === slot)?.holder;

  function take({ datasetId, slots: count, holder, now, leaseUntil }: SlotTake): SlotRecord | undefined {
    const known = new Map(slots(datasetId).map((of) => [of.slot, of]));
    const places = Array.from(
      { length: count },
      (_, slot) => known.get(slot) ?? { datasetId, slot, holder: null, leaseUntil: null },
    );
    const free = places.find((slot) => slot.holder === holder) ?? places.find((slot) => isFree(slot, now));
    if (free === undefined) return undefined;
    put(datasetId, free.slot, holder, leaseUntil);
    return { datasetId, slot: free.slot, holder, leaseUntil };
  }

  return {
    slots: async (datasetId) => slots(datasetId),
    takeSlot: async (wanted) => file.change(() => take(wanted)),
    bindSlot: async (datasetId, slot, from, batchId) =>
      file.change(() => {
        const holder = holderOf(datasetId, slot);
        if (holder !== from && holder !== batchId) return false;
        put(datasetId, slot, batchId, null);
        return true;
      }),
    freeSlot: async (datasetId, slot, holder) =>
      file.change(() => {
        if (holderOf(datasetId, slot) === holder) put(datasetId, slot, null, null);
      }),
  } satisfies Partial<Ledger>;
}

function folderDrift(file: LedgerFile) {
  const driftOf = ({ record }: { readonly record: string }) => JSON.parse(record) as DriftRecord;
  return {
    observeDrift: async (observation, at) =>
      file.change(() => {
        const { datasetId, fingerprint, exampleKey } = observation;
        const there = file.one<{ readonly record: string }>(
          'SELECT record FROM drift WHERE dataset = ? AND fingerprint = ?',
          datasetId,
          fingerprint,
        );
        const before = there && driftOf(there);
        // The same file again, after a crash: it was counted.
        if (before?.exampleKey === exampleKey) return;
        const counted = { firstSeen: before?.firstSeen ?? at, lastSeen: at, count: (before?.count ?? 0) + 1 };
        const record = JSON.stringify({ ...observation, ...counted });
        file.run('INSERT OR REPLACE INTO drift VALUES (?, ?, ?)', datasetId, fingerprint, record);
      }),
    driftOf: async (datasetId) =>
      file
        .all<{ readonly record: string }>('SELECT record FROM drift WHERE dataset = ? ORDER BY fingerprint', datasetId)
        .map(driftOf),
  } satisfies Partial<Ledger>;
}
