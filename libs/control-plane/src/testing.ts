export { configOf, eventOf, sample } from './intake/testing/intake-lake.ts';
export { type Emulator, sharedEmulator } from './ledger/testing/emulator.ts';
export { createLedgerTable } from './ledger/testing/ledger-table.ts';
export { createReaderLake } from './simulation/reader-lake.ts';
