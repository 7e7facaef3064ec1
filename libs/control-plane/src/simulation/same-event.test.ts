import { readFileSync } from 'node:fs';
import type { Plan } from '@sluice/protocol';
import { expect, test } from 'vitest';
import { dispatch } from '../dispatch/dispatch.ts';
import { type DeliveredMessage, handleDelivery } from '../intake/handle-delivery.ts';
import { createMemoryFileRanges } from '../ports/memory/memory-file-ranges.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { brokenPromises } from './invariants.ts';
import { CONFIG, SimulatedLake } from './lake.ts';
import { chanceOf } from './random.ts';
import { comeToRest } from './simulation.ts';

const plan = JSON.parse(
  readFileSync(new URL('../../../codegen/golden/orders/plan.json', import.meta.url), 'utf8'),
) as Plan;
const CONTENT = new TextEncoder().encode(
  'order_id;placed_at;country;Total;items;note;paid;rate;due;state;visits\n' +
    '1;15/01/2026 10:00;ES;1,50;1;x;true;0,5;2026-01-20;open;3\n',
);
const KEY = 'incoming/orders/a.txt';

/** The same event, whenever it is delivered. */
function event(messageId: string): DeliveredMessage {
  const object = { key: KEY, size: CONTENT.length, etag: 'e', sequencer: '0A', 'version-id': 'v1' };
  const detail = { bucket: { name: 'raw' }, object };
  const body = JSON.stringify({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: '2026-01-15T09:00:00Z',
    detail,
  });
  return { messageId, receiptHandle: messageId, body, receiveCount: 1 };
}

test.each([1, 2, 3, 4, 5])(
  'the identical event 50 times, its container dying now and then, is one file in one run (seed %i)',
  async (seed) => {
    const chance = chanceOf(seed);
    const lake = new SimulatedLake({ chance });
    const calls: Promise<void>[] = [];
    for (let copy = 0; copy < 50; copy += 1) {
      const death = chance.is(0.3) ? 1 + chance.below(8) : undefined;
      const deliver = (again: boolean) =>
        lake.invoke(`intake ${copy}${again ? ' again' : ''}`, again ? undefined : death, async (ports) => {
          await handleDelivery([event(`m${copy}`)], {
            config: CONFIG,
            dataset: { plan, validate: Object.assign(() => true, { errors: null }) },
            ledger: ports.ledger,
            ranges: createMemoryFileRanges(() => CONTENT),
            now: () => lake.now(),
            telemetry: ports.telemetry,
            postpone: async () => {},
            nudge: ports.nudge,
            shouldNudge: () => false,
          });
        });
      // A message whose container died is delivered again.
      calls.push(deliver(false).then(() => (death === undefined ? undefined : deliver(true))));
      if (copy % 10 === 5) {
        calls.push(lake.invoke(`dispatch ${copy}`, undefined, (ports) => dispatch(ports, CONFIG, { now: true })));
        calls.push(lake.invoke(`reconcile ${copy}`, undefined, (ports) => reconcile(ports, CONFIG)));
      }
    }
    await lake.schedule.run();
    await comeToRest(lake);
    await Promise.all(calls);

    expect(await brokenPromises(lake, () => ['SUCCEEDED'])).toEqual([]);
    expect(lake.runs).toHaveLength(1);
    const queued = lake.decisions.filter(({ decision }) => decision === 'queued');
    expect(queued.length).toBeLessThanOrEqual(1);
  },
);
