import fc from 'fast-check';
import type { BatchRecord, FileRecord } from '../../model.ts';
import { BATCH_TRANSITIONS, type BatchState, FILE_TRANSITIONS, type FileState } from '../../states.ts';
import { moveBatch, moveFile } from '../../transitions.ts';
import type { Ledger } from '../ledger.ts';
import { all, at, newBatch, objectVersion } from './records.ts';

/** One call of a ledger, the same for every ledger: it only knows what the ledger itself answered before. */
export interface Call {
  readonly name: string;
  run(ledger: Ledger, datasetId: string, now: string): Promise<unknown>;
}

const call = (name: string, run: Call['run']): Call => ({ name, run });
const key = fc.constantFrom('a.csv', 'b #ñ%.csv', 'c/d.csv');
const versionId = fc.constantFrom('v1', 'v2', 'v3');
// Of unequal length, with equal ones among them.
const sequencer = fc.constantFrom('0A', '0A00', '09FF', '0a01', '0B', '0B0');
const fileSteps = Object.entries(FILE_TRANSITIONS).flatMap(([from, tos]) =>
  tos.map((to): [FileState, FileState] => [from as FileState, to]),
);
const batchSteps = Object.entries(BATCH_TRANSITIONS).flatMap(([from, tos]) =>
  tos.map((to): [BatchState, BatchState] => [from as BatchState, to]),
);

const receive = fc
  .record({ key, versionId, sequencer })
  .map((of) =>
    call(`receive ${JSON.stringify(of)}`, (ledger, datasetId, now) =>
      ledger.receive(objectVersion(datasetId, of), now),
    ),
  );

const change = fc.record(
  {
    reason: fc.constantFrom('suffix', null),
    detail: fc.constantFrom('why', null),
    batchId: fc.constantFrom('b1', 'b2', null),
    attempt: fc.constantFrom(1, null),
    planDigest: fc.constantFrom('p1', 'p2'),
    place: fc.constantFrom({ line: 1, offset: 0 }, null),
  },
  { requiredKeys: [] },
);
const expectation = fc.record(
  { queued: fc.nat({ max: 2 }), batchId: fc.constantFrom('b1', 'b2') },
  { requiredKeys: [] },
);

const step = fc
  .record({ key, versionId, states: fc.constantFrom(...fileSteps), change, expectation, repeated: fc.boolean() })
  .map((of) =>
    call(`move ${JSON.stringify(of)}`, async (ledger, datasetId, now) => {
      const transition = moveFile(
        objectVersion(datasetId, of),
        of.states,
        { at: now, actor: 'dispatch' },
        of.change,
        of.expectation,
      );
      const answers = [await ledger.moveFile(transition)];
      if (of.repeated) answers.push(await ledger.moveFile(transition));
      return answers;
    }),
  );

const batchId = fc.constantFrom('b1', 'b2');
const batchStep = fc.record({ batchId, states: fc.constantFrom(...batchSteps) }).map((of) =>
  call(`batch ${JSON.stringify(of)}`, async (ledger, datasetId, now) => {
    const id = `${datasetId}-${of.batchId}`;
    const known: BatchRecord = (await ledger.batch(datasetId, id)) ?? newBatch(datasetId, id);
    const created = await ledger.createBatch(newBatch(datasetId, id));
    // From what the batch is now, or from what it is not.
    const from = { ...known, state: of.states[0] };
    return [
      created,
      await ledger.moveBatch(moveBatch(from, of.states[1], { at: now, actor: 'reconcile' }, { attempt: 2 })),
    ];
  }),
);

const holder = fc.constantFrom('d1', 'd2', 'd3');
const slotCall = fc
  .record({ holder, slot: fc.nat({ max: 2 }), kind: fc.constantFrom('take', 'bind', 'free', 'lapse') })
  .map((of) =>
    call(`slot ${JSON.stringify(of)}`, async (ledger, datasetId, now) => {
      if (of.kind === 'bind') return ledger.bindSlot(datasetId, of.slot, of.holder, `batch-${of.holder}`);
      if (of.kind === 'free') return ledger.freeSlot(datasetId, of.slot, of.holder);
      const leaseUntil = of.kind === 'take' ? at(1e6) : now;
      return ledger.takeSlot({ datasetId, slots: 2, holder: of.holder, now, leaseUntil });
    }),
  );

const drift = fc.record({ fingerprint: fc.constantFrom('f1', 'f2'), exampleKey: key }).map((of) =>
  call(`drift ${JSON.stringify(of)}`, (ledger, datasetId, now) => {
    const observation = { ...of, datasetId, unknown: ['x'], missing: [], aliased: [], contractVersion: '1.0.0' };
    return ledger.observeDrift(observation, now);
  }),
);

/** Any sequence of calls. */
export const calls: fc.Arbitrary<readonly Call[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: receive }, { weight: 6, arbitrary: step }, batchStep, slotCall, drift),
  { minLength: 5, maxLength: 40 },
);

/** Everything that a ledger can be asked about a dataset. */
export async function everythingOf(ledger: Ledger, datasetId: string): Promise<unknown> {
  const byName = (a: FileRecord, b: FileRecord) => (a.key + a.versionId < b.key + b.versionId ? -1 : 1);
  return {
    files: [...(await all(ledger.filesOf(datasetId)))].sort(byName),
    versions: await ledger.versionsOf(objectVersion(datasetId, { key: 'a.csv' })),
    waiting: [await ledger.pending(datasetId, 2), await ledger.pending(datasetId, 100)],
    quarantined: await all(ledger.quarantined(datasetId)),
    batches: [await ledger.openBatches(datasetId), await ledger.recentBatches(datasetId, 5)],
    slots: await ledger.slots(datasetId),
    drift: await ledger.driftOf(datasetId),
  };
}
