export * from './errors.ts';
export * from './plan.ts';
