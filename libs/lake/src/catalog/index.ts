export { ensureCatalog, ensurePartitions } from './ensure-catalog.ts';
export { type RegisteredPartition, registeredPartitions } from './registered.ts';
