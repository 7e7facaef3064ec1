export { partitionsOf, registeredPartitions } from './registered.ts';
export { type Difference, type Equation, equation } from './snapshot.ts';
export { type Verification, verifyLake } from './verify.ts';
export { verifyLedgerLake } from './verify-ledger.ts';
