export { type AwsPortsOptions, createAwsPorts } from './aws-ports.ts';
export * from './clock.ts';
export { createGlueRuns } from './glue-runs.ts';
export * from './job-runs.ts';
export * from './lake-ports.ts';
export { createMemoryStore, type MemoryStoreOptions, type StoreMoment } from './memory-store.ts';
export * from './nudge.ts';
export * from './object-store.ts';
export { createS3Store } from './s3-store.ts';
