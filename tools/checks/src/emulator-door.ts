import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmulatorPlace, type StartedApp, startEmulator } from '@sluice/lake/local';

/** What the test runner hands to a set-up; its own type would make the test runner a dependency of this tool. */
interface Run {
  provide(name: 'emulatorDoor', value: string): void;
}

/**
 * Set-up of the tests from end to end: a door on loopback that answers the endpoint of one emulator for all of them,
 * which is started for the first test that asks. Runs of other tests pay nothing for it.
 */
export async function setup({ provide }: Run): Promise<() => Promise<void>> {
  let started: Promise<StartedApp<EmulatorPlace>> | undefined;
  const folder = await mkdtemp(join(tmpdir(), 'sluice-e2e-emulator-'));
  const door = createServer((_request, response) => {
    started ??= startEmulator({ runFolder: folder });
    started.then(
      ({ ready }) => response.end(ready.endpoint),
      (error: Error) => response.writeHead(503).end(error.message),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  provide('emulatorDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
  return async () => {
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
    await (await started?.catch(() => undefined))?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
