import type { Ledger } from '../../ledger/ledger.ts';

/**
 * A moment of a ledger's call: `before` nothing has happened, `after` everything has, and the answer may still get
 * lost. Reads have no `after`.
 */
export type LedgerMoment = `${'before' | 'after'} ${keyof Ledger}`;

/** How the ledger in memory is called: as over a network, with moments at which a test may let it crash. */
export interface MemoryCalls {
  /** Others get their turn before anything happens, as they would over a network. */
  read(operation: keyof Ledger): Promise<void>;
  /** After the others' turn it happens at once. */
  write<Answer>(operation: keyof Ledger, act: () => Answer): Promise<Answer>;
}

/** An item, and the id of the transition that made it. */
export interface Marked<Item> {
  readonly item: Item;
  readonly mark: string | null;
}

/** Calls that tell of their moments. */
export function memoryCalls(onCall: (moment: LedgerMoment) => void): MemoryCalls {
  async function read(operation: keyof Ledger): Promise<void> {
    await Promise.resolve();
    onCall(`before ${operation}`);
  }
  async function write<Answer>(operation: keyof Ledger, act: () => Answer): Promise<Answer> {
    await read(operation);
    const answer = act();
    onCall(`after ${operation}`);
    return answer;
  }
  return { read, write };
}

/** Order of text by code units. */
export const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
