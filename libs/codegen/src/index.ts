export * from './digests.ts';
export * from './document-types.ts';
export * from './documents.ts';
export * from './errors.ts';
export * from './plan.ts';
export * from './text.ts';
