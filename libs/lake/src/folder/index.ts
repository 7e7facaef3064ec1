export { type Clients, clientsOf } from './clients.ts';
export { BUCKETS, existingLake, type Lake, LOCAL_NAME, lakeAt } from './layout.ts';
export { type FolderLedger, openFolderLedger } from './ledger.ts';
export { isLoading, lockLake } from './lock.ts';
export { keysUnder, objectsUnder } from './objects.ts';
