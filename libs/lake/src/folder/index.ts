export { copyIn, createOnce, fileDigest, removeLeftovers, sourceDigest, UnsettledSource } from './atomic.ts';
export { type Clients, clientsOf } from './clients.ts';
export { type Decision, order, readDecisions, writeDecisions } from './decisions.ts';
export { BUCKETS, decisionsKey, existingLake, type Lake, LOCAL_NAME, lakeAt, objectPath } from './layout.ts';
export { isLoading, lockLake } from './lock.ts';
export { childrenOf, inParallel, keysUnder, objectsUnder } from './objects.ts';
