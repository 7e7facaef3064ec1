import type { BatchRecord } from '@sluice/control-plane';
import { type DatasetConfig, datasetNames } from '@sluice/protocol';
import { orphansOf } from '../find/orphans.ts';
import { type Target, targetDocument } from '../find/target.ts';
import { firingAlarms } from '../read/alarms.ts';
import { ledgerBatches } from '../read/batches.ts';
import { countedByReason, refusedFiles, waitingFiles } from '../read/files.ts';
import { queueDepth, queueUrl } from '../read/queues.ts';
import { heldSlots } from '../read/slots.ts';
import { chosenDatasets, deployedConfig } from '../read/target-datasets.ts';
import { secondsBetween } from '../seconds-between.ts';
import { newestArrival } from './freshness.ts';
import type { DatasetStatus, LakeStatus, RunningBatch, SettledBatch } from './status.ts';

const LAST_BATCHES = 5;

/**
 * Reads how a lake stands, over and over: what never changes of a lake is asked once.
 *
 * @param registered the datasets of the project; what is deployed beside them has been forgotten. Undefined: not known
 */
export function statusReader(
  target: Target,
  typed: string | undefined,
  registered: readonly string[] | undefined,
  now: () => Date,
): { read(): Promise<LakeStatus> } {
  const configs = new Map<string, DatasetConfig>();
  const queues = new Map<string, string>();
  const arrivals = new Map<string, string | undefined>();

  const depth = async (queue: string) => {
    const url = queues.get(queue) ?? (await queueUrl(target, queue));
    queues.set(queue, url);
    return queueDepth(target, url);
  };

  const arrivalOf = async (batch: BatchRecord | undefined) => {
    if (batch === undefined) return undefined;
    if (!arrivals.has(batch.batchId))
      arrivals.set(batch.batchId, await newestArrival(target, batch.datasetId, batch.batchId));
    return arrivals.get(batch.batchId);
  };

  const ofDataset = async (dataset: string, at: string): Promise<DatasetStatus> => {
    const config = configs.get(dataset) ?? (await deployedConfig(target, dataset));
    configs.set(dataset, config);
    const { queue, deadLetterQueue } = datasetNames(dataset, target.lake);
    const { ledger } = target;
    const [waiting, { open, settled }, slots, refused, events, dead] = await Promise.all([
      waitingFiles(ledger, dataset, at),
      ledgerBatches(ledger, dataset, LAST_BATCHES),
      heldSlots(ledger, dataset, at),
      refusedFiles(ledger, [dataset]),
      depth(queue),
      depth(deadLetterQueue),
    ]);
    const arrival = await arrivalOf(
      [...open, ...settled].filter(({ committedAt }) => committedAt !== null).sort(laterCommit)[0],
    );
    return {
      dataset,
      contractVersion: config.contractVersion,
      status: config.status,
      waiting,
      events: { ...events, deadLetters: dead.waiting + dead.inFlight },
      slots: { taken: slots.taken, of: config.slots },
      running: open.map((batch) => runningOf(batch, at)),
      lastCommits: settled.map(settledOf),
      quarantine: { files: refused.length, byReason: countedByReason(refused) },
      freshnessSeconds: arrival === undefined ? null : secondsBetween(arrival, at),
    };
  };

  return {
    async read() {
      const at = now().toISOString();
      const ids = await chosenDatasets(target, typed);
      const [datasets, alarms] = await Promise.all([
        Promise.all(ids.map((id) => ofDataset(id, at))),
        firingAlarms(target, typed),
      ]);
      const orphans = orphansOf(ids, registered ?? ids, target.lake);
      return { at, target: targetDocument(target), datasets, alarms, orphans };
    },
  };
}

function runningOf(batch: BatchRecord, at: string): RunningBatch {
  const { batchId, state, attempt, files, bytes, slot, jobRunId, stateSince, reason } = batch;
  return { batchId, state, attempt, files, bytes, slot, jobRunId, seconds: secondsBetween(stateSince, at), reason };
}

function settledOf({ batchId, files, bytes, attempt, committedAt, stateSince, reason }: BatchRecord): SettledBatch {
  return { batchId, files, bytes, attempt, committedAt, settledAt: stateSince, reason };
}

function laterCommit(a: BatchRecord, b: BatchRecord): number {
  return (a.committedAt ?? '') < (b.committedAt ?? '') ? 1 : -1;
}
