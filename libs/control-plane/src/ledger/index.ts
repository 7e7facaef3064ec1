export { LEDGER_SCHEMA, SHARDS } from './keys.ts';
export * from './ledger.ts';
export { createMemoryLedger, type LedgerMoment, type MemoryLedgerOptions } from './memory-ledger.ts';
