import { createAwsPorts, type DispatchSummary, dispatch } from '@sluice/control-plane';
import type { DatasetConfig } from '@sluice/protocol';
import { clientOptions } from '../find/clients.ts';
import type { Target } from '../find/target.ts';
import { type WaitingFiles, waitingFiles } from '../read/files.ts';
import { heldSlots } from '../read/slots.ts';
import { chosenDatasets, deployedConfig } from '../read/target-datasets.ts';

/** Time for the cutting of one dataset; runs go on by themselves. */
const LIMIT_MILLISECONDS = 5 * 60_000;

/** What waits in a dataset, and what there is room for. */
export interface WaitingWork extends WaitingFiles {
  readonly config: DatasetConfig;
  readonly slotsFree: number;
}

/** The datasets in which something waits: the one that was typed, or all. */
export async function waitingWork(
  target: Pick<Target, 'sqs' | 'lambda' | 'lake' | 'ledger'>,
  dataset: string | undefined,
  at: string,
): Promise<readonly WaitingWork[]> {
  const ids = await chosenDatasets(target, dataset);
  const all = await Promise.all(
    ids.map(async (id) => {
      const [config, waiting, { busy }] = await Promise.all([
        deployedConfig(target, id),
        waitingFiles(target.ledger, id, at),
        heldSlots(target.ledger, id, at),
      ]);
      return { ...waiting, config, slotsFree: Math.max(0, config.slots - busy) };
    }),
  );
  return all.filter(({ files }) => files > 0);
}

/** The control plane's own dispatch, told to cut what waits in a dataset, due or not, under the caller's role. */
export function dispatchNow(target: Target, config: DatasetConfig): Promise<DispatchSummary> {
  const deadline = Date.now() + LIMIT_MILLISECONDS;
  const ports = createAwsPorts(config, {
    client: clientOptions(target),
    // What Lambdas tell their log and metrics is not for a person: the summary says it.
    telemetry: { decision() {}, event() {}, metrics() {} },
    remainingMilliseconds: () => deadline - Date.now(),
  });
  return dispatch(ports, config, { now: true });
}
