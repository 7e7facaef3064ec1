export { type EmulatorPlace, startEmulator } from './app/emulator.ts';
export {
  type AppMessage,
  failureMessage,
  type LakeProgress,
  type LakeStage,
  type StageReport,
} from './app/messages.ts';
export { findService, startService } from './app/service.ts';
export type { StartedApp } from './app/start-app.ts';
export { bringLakeUp, type HeldLake, holdLake, type UpReport } from './app/up.ts';
export { askLake } from './aws-json.ts';
export { archiveFolder, CACHE_VARIABLE, makeClassArchive } from './class-archive.ts';
export { takeLakeDown } from './down.ts';
export { DUMMY_CREDENTIALS, LOCAL_REGION, localEnvironment } from './environment.ts';
export { removeLakeLeftovers } from './leftovers.ts';
export { type Lock, lastPort, takeLock } from './lock.ts';
export { type LogReader, type LogSource, logSources, openLog } from './logs.ts';
export { checkMachine, GLUE_SOURCE, pythonPath } from './machine.ts';
export { CHECKOUT, defaultHome, type LakePlaces, placesOf } from './places.ts';
export {
  type FullRecord,
  findLocalLake,
  lastUse,
  noteUse,
  readRecord,
  writeRecord,
} from './record.ts';
export { type LakeState, lakeState } from './state.ts';
