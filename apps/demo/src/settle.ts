import { setTimeout as pause } from 'node:timers/promises';
import type { BatchRecord, FileRecord, Ledger } from '@sluice/control-plane';
import { filesOf } from '@sluice/lake';
import type { DatasetConfig } from '@sluice/protocol';
import { CliError, throwIfInterrupted } from '@sluice/terminal';

/** How a wait goes on. */
export interface WaitOptions {
  readonly signal: AbortSignal;
  /** Between two looks at the ledger. */
  readonly everyMilliseconds?: number;
  /** A lake in which nothing changes for so long will not settle. */
  readonly patienceMilliseconds?: number;
}

/** A lake in the making: what waits, and the batches that are open. */
export interface OpenWork {
  readonly dataset: string;
  readonly waiting: number;
  readonly open: readonly BatchRecord[];
}

/** Waits until the ledger has decided so many object versions; `onLook` is told how many are. */
export async function untilDecided(
  ledger: Pick<Ledger, 'filesOf'>,
  datasets: readonly string[],
  versions: number,
  onLook: (files: readonly FileRecord[]) => Promise<void> | void,
  options: WaitOptions,
): Promise<readonly FileRecord[]> {
  return looking(options, 'the ledger decides nothing more', async () => {
    const files = (await Promise.all(datasets.map((id) => filesOf(ledger, id)))).flat();
    const decided = files.filter(({ state }) => state !== 'RECEIVED');
    await onLook(decided);
    return { sign: decided.length, result: decided.length >= versions ? files : undefined };
  });
}

/** What `untilSettled` needs beside the ledger. */
export interface SettleSteps {
  /** Told at every look. */
  readonly onLook: (work: readonly OpenWork[]) => void;
  /** Cuts what waits without waiting for more, as `sluice dispatch --now` does. */
  readonly dispatchNow: (config: DatasetConfig) => Promise<void>;
}

/**
 * Waits until nothing waits and no batch is open. The last files of a burst fill no batch: they are cut as soon as a
 * slot is free.
 */
export async function untilSettled(
  ledger: Pick<Ledger, 'pending' | 'openBatches'>,
  configs: readonly DatasetConfig[],
  steps: SettleSteps,
  options: WaitOptions,
): Promise<void> {
  await looking(options, 'files wait or batches are open, and nothing goes on', async () => {
    const work = await Promise.all(
      configs.map(async ({ datasetId, batch }): Promise<OpenWork> => {
        const [waiting, open] = await Promise.all([
          ledger.pending(datasetId, batch.maxFiles + 1),
          ledger.openBatches(datasetId),
        ]);
        return { dataset: datasetId, waiting: waiting.length, open };
      }),
    );
    steps.onLook(work);
    for (const [index, config] of configs.entries()) {
      const { waiting = 0, open = [] } = work[index] ?? {};
      const isPartial = waiting > 0 && waiting < config.batch.maxFiles;
      if (isPartial && open.length < config.slots) await steps.dispatchNow(config);
    }
    const isSettled = work.every(({ waiting, open }) => waiting === 0 && open.length === 0);
    const sign = JSON.stringify(
      work.map(({ waiting, open }) => [waiting, open.map(({ batchId, state, attempt }) => [batchId, state, attempt])]),
    );
    return { sign, result: isSettled ? true : undefined };
  });
}

const EVERY_MILLISECONDS = 1_000;
const PATIENCE_MILLISECONDS = 5 * 60_000;

/** Looks again and again until there is a result; gives up when the sign stays the same for too long. */
async function looking<T>(
  { signal, everyMilliseconds = EVERY_MILLISECONDS, patienceMilliseconds = PATIENCE_MILLISECONDS }: WaitOptions,
  stalled: string,
  look: () => Promise<{ readonly sign: unknown; readonly result: T | undefined }>,
): Promise<T> {
  let [last, since]: [unknown, number] = [undefined, Date.now()];
  for (;;) {
    throwIfInterrupted(signal);
    const { sign, result } = await look();
    if (result !== undefined) return result;
    if (sign !== last) [last, since] = [sign, Date.now()];
    if (Date.now() - since > patienceMilliseconds) {
      throw new CliError('SLC8050', `${stalled} for ${Math.round(patienceMilliseconds / 1000)} s`);
    }
    await pause(everyMilliseconds, undefined, { signal }).catch(() => {});
  }
}
