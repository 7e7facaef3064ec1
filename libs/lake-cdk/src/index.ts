export { DatasetStack } from './dataset/dataset-stack.ts';
export type { DatasetSources, PinnedFile, SharedSources } from './dataset/sources.ts';
export { sealDigests } from './digest.ts';
export { LakeStack, lakeDigestParameter } from './lake/lake-stack.ts';
