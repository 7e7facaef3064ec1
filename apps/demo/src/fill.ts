import { setTimeout as pause } from 'node:timers/promises';
import type { FileRecord } from '@sluice/control-plane';
import { deadLetterCount, type Target } from '@sluice/lake';
import type { DatasetConfig } from '@sluice/protocol';
import { counted, type Progress } from '@sluice/terminal';
import { type PutFile, versionName } from './accounts.ts';
import { putFiles, repeatEvent, sendNoEvent } from './burst.ts';
import { REPEATS } from './event-message.ts';
import type { Planted, PlantedFile } from './planted.ts';
import { type OpenWork, untilDecided, untilSettled } from './settle.ts';

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
export async function fillLake(target: Target, options: FillOptions): Promise<Filled> {
  const { planted, disturbed, progress, signal } = options;
  const files = planted.flatMap((each) => each.files);
  progress.step('burst', files.length);
  await sendNoEvent(target, disturbed);
  const deadLetter = untilDeadLetter(target, disturbed, signal);
  const first = files.filter(({ isSecond }) => isSecond !== true);
  const put = await putFiles(target, first, signal, (key) => progress.advance(key));
  progress.done(`${counted(put.length, 'object')} dropped in the raw bucket, after a message that is no event`);
  const { repeated, second } = await decideAll(target, files, options);
  await settleAll(target, files.length, options);
  return { put: [...put, ...second], repeated, deadLetterSeconds: () => deadLetter };
}

/**
 * Waits for the decisions. As soon as the first content of a name is decided, its event comes again, many times, and
 * then the name with other content.
 */
async function decideAll(
  target: Target,
  files: readonly PlantedFile[],
  { planted, progress, signal }: FillOptions,
): Promise<{ readonly repeated: FileRecord; readonly second: readonly PutFile[] }> {
  progress.step('decisions', files.length);
  const seconds = files.filter(({ isSecond }) => isSecond === true);
  const datasets = planted.map(({ dataset }) => dataset);
  let again: { readonly repeated: FileRecord; readonly second: readonly PutFile[] } | undefined;
  const onLook = async (decided: readonly FileRecord[]) => {
    progress.reached(
      decided.length,
      `${counted(decided.filter(({ state }) => state === 'QUEUED').length, 'file')} queued`,
    );
    const repeated = decided.find(({ key }) => key === seconds[0]?.key);
    if (repeated === undefined || again !== undefined) return;
    await repeatEvent(target, repeated);
    again = { repeated, second: await putFiles(target, seconds, signal) };
  };
  await untilDecided(target.ledger, datasets, files.length, onLook, { signal });
  if (again === undefined) throw new TypeError('nothing was planted that comes a second time');
  progress.done(`every object version has one; ${REPEATS} times the event of ${again.repeated.key} came again`);
  return again;
}

/** Waits for the runs. */
async function settleAll(
  target: Target,
  files: number,
  { configs, dispatchNow, progress, signal }: FillOptions,
): Promise<void> {
  progress.step('runs', files);
  const onLook = (work: readonly OpenWork[]) => {
    const open = work.flatMap((each) => each.open);
    const waiting = work.reduce((sum, each) => sum + each.waiting, 0);
    const running = open.reduce((sum, batch) => sum + batch.files, 0);
    progress.reached(
      files - waiting - running,
      `${counted(open.length, 'batch', 'batches')} under way, ${counted(waiting, 'file')} waiting`,
    );
  };
  await untilSettled(target.ledger, configs, { dispatchNow, onLook }, { signal });
  const settled = await Promise.all(configs.map(({ datasetId }) => target.ledger.recentBatches(datasetId, files)));
  progress.done(`${counted(settled.flat().length, 'batch', 'batches')}; nothing waits, nothing is open`);
}

const DEAD_LETTER_PATIENCE_MILLISECONDS = 90_000;

/**
 * Looks at the dead-letter queue until the message lies there. A wait that goes on beside all others, so it never
 * fails.
 */
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
