// The door for Lambdas: what a batch is and how its documents are read, without ajv and the generators.
export * from './batch-documents.ts';
export * from './canonical.ts';
export * from './document-types.ts';
export * from './open-head.ts';
