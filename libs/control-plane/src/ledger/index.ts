export { createDynamoLedger } from './dynamo-ledger.ts';
export { LEDGER_SCHEMA, SHARDS } from './keys.ts';
export * from './ledger.ts';
export { createMemoryLedger, type LedgerMoment, type MemoryLedgerOptions } from './memory-ledger.ts';
export type { TableOptions } from './table.ts';
