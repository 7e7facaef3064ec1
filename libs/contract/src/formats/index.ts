export * from './cell.ts';
export * from './decimal.ts';
export * from './guards.ts';
export * from './int64.ts';
export * from './lake-type.ts';
export * from './length.ts';
export * from './temporal.ts';
