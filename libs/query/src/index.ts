export { createQueryClient, type QueryClient, type QueryResult } from './client.ts';
export { QUERY_ERRORS, QueryError } from './errors.ts';
export type { HeadFile } from './prediction.ts';
export { changingWord } from './reading.ts';
export { type AskedLake, type SmokeResult, smokeDataset, smokeLake, smokePassed } from './smoke.ts';
export type { QueryValue } from './values.ts';
export { pruningVerdict } from './verdict.ts';
