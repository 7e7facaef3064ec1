export { FILE_HEAD_BYTES, readFileHead } from './csv/read-file-head.ts';
export { READER_ERRORS } from './errors.ts';
export { explainRecord } from './explain.ts';
export type { ByteRange, FileRange } from './file-format.ts';
export { type FileJudgement, judgeFile } from './judge-file.ts';
export { type Admission, type DriftObservation, judgeSample } from './judge-sample.ts';
export { readAll } from './read-all.ts';
export type { RowValidator } from './validator.ts';
