export * from './config.ts';
export * from './errors.ts';
export * from './ledger/index.ts';
export * from './model.ts';
export * from './names.ts';
export * from './states.ts';
export * from './telemetry.ts';
export * from './transitions.ts';
