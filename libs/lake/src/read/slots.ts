import type { Ledger, SlotRecord } from '@sluice/control-plane';

/** How many places for runs are held. */
export interface HeldSlots {
  /** By anybody, also by a dispatcher whose hold has run out: nobody has taken its place yet. */
  readonly taken: number;
  /** By a batch, or by a dispatcher that still works: what a dispatch now would find taken. */
  readonly busy: number;
}

/** Counts the slots of a dataset. */
export async function heldSlots(ledger: Pick<Ledger, 'slots'>, dataset: string, at: string): Promise<HeldSlots> {
  return heldOf(await ledger.slots(dataset), at);
}

/** The same of slots that were read. Pure. */
export function heldOf(slots: readonly SlotRecord[], at: string): HeldSlots {
  const taken = slots.filter(({ holder }) => holder !== null);
  return {
    taken: taken.length,
    busy: taken.filter(({ leaseUntil }) => leaseUntil === null || leaseUntil >= at).length,
  };
}
