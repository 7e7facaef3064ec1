export { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts';
export { LOCAL_CLOUD_ERRORS, LocalCloudError } from './errors.ts';
export { type GatewayService, type GatewayServiceOptions, startGatewayService } from './gateway-service.ts';
export type { LakeProgress, LakeStage, StageReport } from './lake/deployment.ts';
export { type DownReport, takeLakeDown } from './lake/down.ts';
export { type LocalLake, type LocalLakeOptions, startLocalLake } from './lake/local-lake.ts';
export { findLocalLake, type LocalLakeRecord } from './lake/record.ts';
export { bringLakeUp, type UpOptions, type UpReport } from './lake/up.ts';
export { findLocalCloud, type LocalCloud, type LocalCloudOptions, startLocalCloud } from './service.ts';
