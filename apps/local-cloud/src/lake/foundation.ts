import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { identify } from '@sluice/control-plane/process';
import {
  type FullRecord,
  type LakePlaces,
  LOCAL_REGION,
  noteUse,
  removeLakeLeftovers,
  takeLock,
  writeRecord,
} from '@sluice/lake/local';
import { SluiceError } from '@sluice/protocol';
import { type Emulator, freePort, startEmulator } from '../emulator/start-emulator.ts';
import { LocalCloudError } from '../errors.ts';
import { ACCOUNT_ID } from '../service/clock.ts';
import { type Closing, closeOnce, openFolder } from '../service/core.ts';
import { type GatewayService, startGatewayService } from '../service/gateway-service.ts';

/** The emulator and the service of a lake, with nothing deployed. */
export interface Foundation {
  readonly record: FullRecord;
  /** Resolves when the emulator is gone without having been asked to. */
  readonly broken: Promise<void>;
  /** From now on the lake is found by others. */
  announce(): void;
  /** Stops everything, waits for the last process and removes what lived as long as the lake. */
  stop(): Promise<void>;
}

/** How a lake is run. */
export interface FoundationOptions {
  readonly places: LakePlaces;
  readonly python: string;
  readonly idleMinutes: number;
}

/** A free port is found by asking for one, and may be taken by the time it is used. */
const PORT_TRIES = 3;

const LARGE_LOG_BYTES = 5 * 1024 * 1024;

/** Starts the emulator and the service of a lake. SLC6111 when the lake runs already. */
export async function startFoundation({ places, python, idleMinutes }: FoundationOptions): Promise<Foundation> {
  const closing: Closing = [];
  const closeEverything = closeOnce(closing);
  let isStopping = false;
  const stop = (): Promise<void> => {
    isStopping = true;
    return closeEverything();
  };
  const lock = openFolder(places.folder, () => lockOf(places));
  closing.push(() => lock.release());
  try {
    mkdirSync(places.logs, { recursive: true });
    removeLargeLogs(places.logs);
    // What a lake that was killed could not take along.
    await removeLakeLeftovers(places);
    closing.push(() => removeLakeLeftovers(places));
    const { emulator, service } = await startBoth(places, python);
    closing.push(() => emulator.stop());
    // Before the emulator: runs that take themselves back still write to S3.
    closing.push(() => service.stop());
    const self = identify(process.pid) ?? { pid: process.pid, started: '' };
    const { endpoint } = emulator;
    const { serviceUrl } = service;
    const place = { endpoint, serviceUrl, account: ACCOUNT_ID, region: LOCAL_REGION };
    const record: FullRecord = {
      ...place,
      ...self,
      startedAt: new Date().toISOString(),
      state: 'starting',
      idleMinutes,
    };
    writeRecord(places, record);
    lock.announce(endpoint);
    return {
      record,
      broken: emulator.ended.then(() => (isStopping ? new Promise<void>(() => undefined) : undefined)),
      announce: () => writeRecord(places, { ...record, state: 'ready' }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function lockOf(places: LakePlaces) {
  try {
    return takeLock(places.folder);
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'SLC6002') throw error;
    throw new LocalCloudError('SLC6111', `a local lake runs in ${places.folder}`, {
      file: places.folder,
      cause: error,
    });
  }
}

async function startBoth(places: LakePlaces, python: string): Promise<{ emulator: Emulator; service: GatewayService }> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const gateway = `http://127.0.0.1:${port}`;
    const service = await startGatewayService({
      folder: places.run,
      gateway,
      python,
      onRequest: () => noteUse(places),
    });
    try {
      const emulator = await startEmulator({
        port,
        serviceUrl: service.serviceUrl,
        runFolder: places.emulator,
        python,
        logFile: join(places.logs, 'emulator.log'),
      });
      return { emulator, service };
    } catch (error) {
      await service.stop();
      if (!(error instanceof LocalCloudError) || error.code !== 'SLC6102' || tries >= PORT_TRIES) throw error;
    }
  }
}

/** Logs of earlier lakes tell why they ended, and are kept while they are small. */
function removeLargeLogs(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (statSync(file).size > LARGE_LOG_BYTES) rmSync(file);
  }
}
