export { type BatchingComparison, compareBatching } from './comparison.ts';
export type { Engine, MeasuredRun, SparkCost } from './spark-cost.ts';
