export {
  createQueryClient,
  type QueryClient,
  type QueryClientOptions,
  type QueryResult,
  type QueryStatistics,
  type RunOptions,
} from './client.ts';
export { QUERY_ERRORS, QueryError } from './errors.ts';
export { columnsMentioned, type HeadFile, type Prediction, predict, tolerance } from './prediction.ts';
export type { QueryColumn, QueryValue } from './values.ts';
export { type PruningQuestion, type PruningVerdict, pruningVerdict } from './verdict.ts';
