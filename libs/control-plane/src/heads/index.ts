export * from './heads.ts';
export { finishLost } from './lost-attempts.ts';
