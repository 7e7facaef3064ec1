/**
 * What tests of other rooms need of this one: a loopback AWS, the ledger's table, a dataset's configuration and its
 * events.
 */
export { configOf, eventOf, sample } from './intake/testing/intake-lake.ts';
export { createLedgerTable, type Emulator, hasEmulator, startEmulator } from './ledger/testing/emulator.ts';
