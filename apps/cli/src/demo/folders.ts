import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Lake, lakeAt } from '../lake/layout.ts';
import { type LakeLock, takeLock } from '../lake/lock.ts';

/** Where the demo works: a new lake is built beside the old one, which stays until the new one is sound. */
export interface DemoFolders {
  /** `.sluice` of the checkout. */
  readonly home: string;
  /** The lake of the last start that was sound. */
  readonly lake: Lake;
  /** The lake in the making. */
  readonly next: Lake;
  /** What the producers hand in. */
  readonly inbox: string;
}

/** The folders below a home. */
export function demoFolders(home: string): DemoFolders {
  return { home, lake: lakeAt(join(home, 'demo')), next: lakeAt(join(home, 'demo.next')), inbox: join(home, 'demo.inbox') };
}

/** Takes the demo for this process and clears what an earlier one left. */
export async function openDemo({ home, lake, next, inbox }: DemoFolders): Promise<LakeLock> {
  const lock = await takeLock(join(home, 'demo.lock'), 'is building the demo lake');
  // Killed in the middle of a swap: the old lake is put back.
  if (!existsSync(lake.root) && existsSync(`${lake.root}.old`)) await rename(`${lake.root}.old`, lake.root);
  for (const left of [next.root, inbox, `${lake.root}.old`]) await rm(left, { recursive: true, force: true });
  for (const bucket of ['raw', 'processed', 'quarantine', 'control']) await mkdir(join(next.root, bucket), { recursive: true });
  return lock;
}

/** The new lake takes the place of the old one. Documents hold no absolute paths, so a lake can be moved. */
export async function swapDemo({ lake, next }: DemoFolders): Promise<void> {
  if (existsSync(lake.root)) await rename(lake.root, `${lake.root}.old`);
  await rename(next.root, lake.root);
  await rm(`${lake.root}.old`, { recursive: true, force: true });
}

/** Removes the lake in the making, after an interruption. */
export async function discardDemo({ next, inbox }: DemoFolders): Promise<void> {
  for (const left of [next.root, inbox]) await rm(left, { recursive: true, force: true });
}
