export { folderSource } from './folder-source.ts';
export { type Difference, type Equation, equation } from './snapshot.ts';
export { targetSource } from './target-source.ts';
export { type Verification, verifyLake } from './verify.ts';
