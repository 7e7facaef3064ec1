import { dispatch } from '../dispatch/dispatch.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import type { SimulatedLake } from './lake.ts';

const TICKS = 80;

/**
 * Lets the schedule call the Lambdas, minute after minute, until nothing is open and nothing waits; as it would after
 * any accident.
 */
export async function comeToRest(lake: SimulatedLake): Promise<number> {
  for (let tick = 1; tick <= TICKS; tick += 1) {
    lake.pass(61);
    const done = [
      lake.invoke(`dispatch ${tick}`, undefined, (ports) => dispatch(ports, lake.config)),
      lake.invoke(`reconcile ${tick}`, undefined, (ports) => reconcile(ports, lake.config)),
    ];
    await lake.schedule.run();
    await Promise.all(done);
    const open = await lake.ledger.openBatches(lake.config.datasetId);
    const waiting = await lake.ledger.pending(lake.config.datasetId, 1);
    if (open.length === 0 && waiting.length === 0) return tick;
  }
  return TICKS;
}
