export * from './accepted.ts';
export * from './matrix.ts';
export * from './nag.ts';
export * from './own-checks.ts';
export * from './statements.ts';
export * from './wildcards.ts';
