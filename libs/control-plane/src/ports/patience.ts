import { ControlPlaneError } from '../errors.ts';
import type { Clock } from './clock.ts';
import { Unclear } from './object-store.ts';

const TRIES = 5;
const FIRST_MILLISECONDS = 100;

/** Counts tries, with growing pauses between them; jitter keeps two contenders out of step. */
export async function* rounds(clock: Clock): AsyncGenerator<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (tried > 0) await clock.sleep(FIRST_MILLISECONDS * 2 ** (tried - 1) * (0.5 + Math.random() / 2));
    yield tried;
  }
}

/**
 * Makes a request that changes nothing, or nothing more the second time, until it is answered.
 *
 * @throws ControlPlaneError SLC9021 when it never is
 */
export async function patiently<Answer>(clock: Clock, request: () => Promise<Answer>): Promise<Answer> {
  let last: Unclear | undefined;
  for await (const _ of rounds(clock)) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof Unclear)) throw error;
      last = error;
    }
  }
  throw new ControlPlaneError('SLC9021', last?.message ?? 'no answer', { cause: last });
}
