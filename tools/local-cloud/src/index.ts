export { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts';
export { LOCAL_CLOUD_ERRORS, LocalCloudError } from './errors.ts';
export { type GatewayService, type GatewayServiceOptions, startGatewayService } from './gateway-service.ts';
export { findLocalCloud, type LocalCloud, type LocalCloudOptions, startLocalCloud } from './service.ts';
