export * from './comparison.ts';
export * from './price-list.ts';
export * from './request-cost.ts';
export * from './spark-cost.ts';
