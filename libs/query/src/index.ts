export { createQueryClient, type QueryClient, type QueryResult } from './client.ts';
export { QUERY_ERRORS, QueryError } from './errors.ts';
export type { HeadFile } from './prediction.ts';
export { type SmokeResult, smokeDataset } from './smoke.ts';
export type { QueryValue } from './values.ts';
export { pruningVerdict } from './verdict.ts';
