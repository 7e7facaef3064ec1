import type { Ledger } from '../../ledger/ledger.ts';
import { memoryBatches } from './memory-batches.ts';
import { type LedgerMoment, memoryCalls } from './memory-calls.ts';
import { memoryDrift } from './memory-drift.ts';
import { memoryFiles } from './memory-files.ts';
import { memorySlots } from './memory-slots.ts';

/** What a test may watch. */
export interface MemoryLedgerOptions {
  /** May throw: that is a crash at this moment. */
  readonly onCall?: (moment: LedgerMoment) => void;
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
  const calls = memoryCalls(onCall);
  return { ...memoryFiles(calls), ...memoryBatches(calls), ...memorySlots(calls), ...memoryDrift(calls) };
}
