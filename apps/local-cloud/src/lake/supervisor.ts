import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type FullRecord, type LakePlaces, lastUse } from '@sluice/lake/local';
import { SluiceError } from '@sluice/protocol';
import { type Foundation, startFoundation } from './foundation.ts';

/** What `up` tells the process that will hold the lake. */
export interface SupervisorOptions {
  readonly places: LakePlaces;
  readonly python: string;
  readonly idleMinutes: number;
}

/** What the supervisor tells `up`. */
export type SupervisorMessage =
  | { readonly kind: 'ready'; readonly record: FullRecord }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string };

/**
 * What `up` tells the supervisor: everything is deployed, live on without me. Without it the lake ends when `up` does.
 */
export const KEEP = 'keep';

const IDLE_CHECK_MILLISECONDS = 15_000;

/**
 * Holds a lake until it is told to end, the emulator is gone, or nobody has used it for long. The whole life of the
 * detached process.
 */
export async function supervise({ places, python, idleMinutes }: SupervisorOptions): Promise<void> {
  const say = (text: string): void => note(places, text);
  let foundation: Foundation | undefined;
  let end: (reason: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => end('it was told to'));
  let isKept = false;
  process.on('message', (message) => {
    if (message !== KEEP) return;
    isKept = true;
    foundation?.announce();
    process.disconnect?.();
  });
  process.on('disconnect', () => {
    if (!isKept) end('the command that started it is gone');
  });
  try {
    foundation = await startFoundation({ places, python, idleMinutes });
  } catch (error) {
    const code = error instanceof SluiceError ? error.code : undefined;
    const message = error instanceof Error ? error.message : String(error);
    say(`could not start: ${code ?? ''} ${message}`);
    await tell({ kind: 'failed', code, message });
    return;
  }
  const { record } = foundation;
  say(`serves ${record.endpoint} (process ${record.pid})`);
  void foundation.broken.then(() => end('the emulator ended by itself'));
  await tell({ kind: 'ready', record });
  const watch = setInterval(() => {
    const idleMilliseconds = Date.now() - lastUse(places);
    if (isKept && idleMinutes > 0 && idleMilliseconds > idleMinutes * 60_000)
      end(`nobody used it for ${idleMinutes} minutes`);
  }, IDLE_CHECK_MILLISECONDS);
  const reason = await ended;
  clearInterval(watch);
  say(`ends: ${reason}`);
  await foundation.stop();
  say('ended');
}

async function tell(message: SupervisorMessage): Promise<void> {
  if (process.send === undefined || !process.connected) return;
  await new Promise<void>((resolve) => process.send?.(message, () => resolve()));
}

function note(places: LakePlaces, text: string): void {
  mkdirSync(places.logs, { recursive: true });
  appendFileSync(join(places.logs, 'lake.log'), `${new Date().toISOString()} ${text}\n`);
}
