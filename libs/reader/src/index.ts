export { headerFingerprint } from './csv/header.ts';
export { HEAD_BYTES, readAll, readHead } from './csv/read-head.ts';
export { READER_ERRORS } from './errors.ts';
export { explainRecord } from './explain.ts';
export { type Admission, type DriftObservation, judgeSample } from './judge.ts';
export type { RowValidator } from './validator.ts';
