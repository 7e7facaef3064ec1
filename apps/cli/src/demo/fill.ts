import { setTimeout as pause } from 'node:timers/promises';
import type { DatasetConfig, FileRecord } from '@sluice/control-plane';
import type { Target } from '../target/target.ts';
import { counted } from '../terminal/numbers.ts';
import type { Progress } from '../terminal/progress.ts';
import { type PutFile, versionName } from './accounts.ts';
import { putFiles, repeatEvent, sendNoEvent } from './burst.ts';
import { deadLetterCount } from './collect.ts';
import { REPEATS } from './event-message.ts';
import type { Planted } from './planted.ts';
import { untilDecided, untilSettled } from './settle.ts';

/** What was done to the lake, and what was seen of it on the way. */
export interface Filled {
  readonly put: readonly PutFile[];
  /** `key@version` of the file whose event was repeated. */
  readonly repeated: FileRecord;
  /** Seconds until the message that is no event lay in the dead-letter queue; undefined: it does not yet. */
  readonly deadLetterSeconds: () => Promise<number | undefined>;
}

/** What `fillLake` works with. */
export interface FillOptions {
  readonly planted: readonly Planted[];
  /** Of the datasets that are loaded. */
  readonly configs: readonly DatasetConfig[];
  /** The dataset that gets a message that is no event, and one event many times. */
  readonly disturbed: string;
  readonly dispatchNow: (config: DatasetConfig) => Promise<void>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Drops everything that was planted, as producers do, and waits until the lake has dealt with all of it. */
export async function fillLake(
  target: Target,
  { planted, configs, disturbed, dispatchNow, progress, signal }: FillOptions,
): Promise<Filled> {
  const files = planted.flatMap((each) => each.files);
  const datasets = planted.map(({ dataset }) => dataset);
  progress.step('burst', files.length);
  await sendNoEvent(target, disturbed);
  const deadLetter = untilDeadLetter(target, disturbed, signal);
  const put = [
    ...(await putFiles(
      target,
      files.filter(({ isSecond }) => isSecond !== true),
      signal,
      (key) => progress.advance(key),
    )),
  ];
  progress.done(`${counted(put.length, 'object')} dropped in the raw bucket, after a message that is no event`);

  progress.step('decisions', files.length);
  const seconds = files.filter(({ isSecond }) => isSecond === true);
  let repeated: FileRecord | undefined;
  await untilDecided(
    target.ledger,
    datasets,
    files.length,
    async (decided) => {
      progress.reached(decided.length);
      const [first] = decided.filter(({ key }) => key === seconds[0]?.key);
      if (first === undefined || repeated !== undefined) return;
      repeated = first;
      await repeatEvent(target, first);
      put.push(...(await putFiles(target, seconds, signal)));
    },
    { signal },
  );
  if (repeated === undefined) throw new TypeError('nothing was planted that comes a second time');
  progress.done(`every object version has one; ${REPEATS} times the event of ${repeated.key} came again`);

  progress.step('runs', files.length);
  let [batches, done] = [0, 0];
  await untilSettled(
    target.ledger,
    configs,
    {
      dispatchNow,
      onLook: (work) => {
        const open = work.flatMap((each) => each.open);
        const waiting = work.reduce((sum, each) => sum + each.waiting, 0);
        batches = Math.max(batches, open.length);
        done = open.reduce((sum, batch) => sum + batch.files, 0);
        progress.reached(files.length - waiting - done);
      },
    },
    { signal },
  );
  progress.done(`${counted(batches, 'batch', 'batches')} at once at most; nothing waits, nothing is open`);
  return { put, repeated, deadLetterSeconds: () => deadLetter };
}

const DEAD_LETTER_PATIENCE_MILLISECONDS = 90_000;

/** Looks at the dead-letter queue until the message lies there. A wait that goes on beside all others, so it never fails. */
async function untilDeadLetter(target: Target, dataset: string, signal: AbortSignal): Promise<number | undefined> {
  const startedAt = performance.now();
  while (!signal.aborted && performance.now() - startedAt < DEAD_LETTER_PATIENCE_MILLISECONDS) {
    const letters = await deadLetterCount(target, dataset).catch(() => 0);
    if (letters > 0) return (performance.now() - startedAt) / 1000;
    await pause(1_000, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** The version whose event was repeated. */
export function repeatedName({ repeated }: Filled): string {
  return versionName(repeated);
}
