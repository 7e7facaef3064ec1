import type { Part } from './part.ts';

/** Two fill the cores of a small machine; more would only make timeouts of each other's waiting. */
const LONG_AT_ONCE = 2;

/**
 * Runs parts and gives what they found, in the order of the list. Short ones come one after the other and before the
 * long ones that follow them, of which two run side by side.
 */
export async function inOrder<Found>(
  parts: readonly Part[],
  run: (part: Part) => Promise<Found>,
  isStopped: () => boolean,
): Promise<readonly Found[]> {
  const found: Promise<Found>[] = [];
  const long = new Set<Promise<unknown>>();
  for (const part of parts) {
    while (long.size >= (part.isLong === true ? LONG_AT_ONCE : 1)) await Promise.race(long);
    if (isStopped()) break;
    const running = run(part);
    found.push(running);
    if (part.isLong !== true) {
      await running;
      continue;
    }
    const ended: Promise<unknown> = running.then(
      () => long.delete(ended),
      () => long.delete(ended),
    );
    long.add(ended);
  }
  return Promise.all(found);
}
