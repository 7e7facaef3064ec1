import type { Ledger, SlotTake } from '../../ledger/ledger.ts';
import { isFree } from '../../ledger/slot-rules.ts';
import type { SlotRecord } from '../../model.ts';
import type { MemoryCalls } from './memory-calls.ts';

type Slots = Pick<Ledger, 'takeSlot' | 'bindSlot' | 'freeSlot' | 'slots'>;

/** The slots of a ledger in memory. */
export function memorySlots({ read, write }: MemoryCalls): Slots {
  const slots = new Map<string, Map<number, SlotRecord>>();

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
  };
}
