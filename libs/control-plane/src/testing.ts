export { createLedgerTable, type Emulator, startEmulator } from './ledger/testing/emulator.ts';
