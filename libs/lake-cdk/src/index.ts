export { type AlarmDefinition, deadLetters, loadAlarms } from './dataset/alarms.ts';
export * from './dataset/dataset-stack.ts';
export * from './dataset/settings.ts';
export * from './dataset/sources.ts';
export * from './digest.ts';
export * from './errors.ts';
export * from './lake/lake-stack.ts';
export { SCAN_LIMIT_BYTES } from './lake/workgroup.ts';
