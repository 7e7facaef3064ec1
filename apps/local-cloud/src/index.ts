export { startEmulator } from './emulator.ts';
export type { LakeProgress, LakeStage, StageReport } from './lake/deployment.ts';
export { type LocalLake, startLocalLake } from './lake/local-lake.ts';
export { bringLakeUp, type UpReport } from './lake/up.ts';
export { startLocalCloud } from './service/service.ts';
