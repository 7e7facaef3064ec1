export { configOf, eventOf, sample } from './intake/testing/intake-lake.ts';
export { createLedgerTable, type Emulator, startEmulator } from './ledger/testing/emulator.ts';
export { createReaderLake } from './simulation/reader-lake.ts';
