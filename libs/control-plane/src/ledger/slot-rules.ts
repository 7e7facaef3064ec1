import type { SlotRecord } from '../model.ts';

/** Whether a slot can be taken: nobody holds it, or a dispatcher whose time is over. A batch's hold has no end. */
export function isFree({ holder, leaseUntil }: SlotRecord, now: string): boolean {
  return holder === null || (leaseUntil !== null && leaseUntil < now);
}
