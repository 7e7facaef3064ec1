import { describe, expect, test } from 'vitest';
import type { FileRecord } from '../model.ts';
import type { DeliveredMessage } from './handle-delivery.ts';
import { intakeLake, message, sample } from './testing/intake-lake.ts';

type Lake = Awaited<ReturnType<typeof intakeLake>>;

/** Everything that an intake meets, versions of one key in both orders among them. */
function everything(lake: Lake): readonly DeliveredMessage[] {
  const valid = sample('flights', 'valid.csv');
  const good = lake.put('good.csv', valid);
  return [
    good,
    lake.put('drift.csv', sample('flights', 'new-column.csv')),
    lake.put('refused.csv', sample('flights', 'missing-column.csv')),
    lake.put('twice.csv', valid, { versionId: 'v1', sequencer: '0A' }),
    lake.put('twice.csv', valid, { versionId: 'v2', sequencer: '0B' }),
    lake.put('back.csv', valid, { versionId: 'v2', sequencer: '0B' }),
    lake.put('back.csv', valid, { versionId: 'v1', sequencer: '0A' }),
    lake.put('note.txt', 'x'),
    message('{}'),
    { ...good, messageId: 'again' },
  ];
}

/**
 * Delivers until nothing but the poisoned message is left, as SQS does; a delivery that dies is delivered again as a
 * whole.
 */
async function deliver(lake: Lake, messages: readonly DeliveredMessage[]): Promise<void> {
  let left = messages;
  for (let delivery = 1; delivery <= 6 && left.length > 1; delivery += 1) {
    const failed = await lake.handle(left).catch(() => left.map(({ messageId }) => messageId));
    left = left
      .filter(({ messageId }) => failed.includes(messageId))
      .map((delivered) => ({ ...delivered, receiveCount: delivery + 1 }));
  }
}

/**
 * What is left of it all. Which of a key's versions was seen first may differ after a crash; that only one of them goes
 * in may not.
 */
async function outcome(onCall: (moment: string) => void) {
  let isOver = false;
  const lake = await intakeLake({ onCall: (moment) => isOver || onCall(moment) });
  await deliver(lake, everything(lake));
  isOver = true;
  const files: FileRecord[] = [];
  for await (const file of lake.services.ledger.filesOf('flights')) files.push(file);
  const byKey = Map.groupBy(files, ({ key }) => key);
  const lines = [...byKey].map(([key, versions]) => {
    const states = versions.map(({ state, queued, history }) => `${state} ${queued} after ${history.length} steps`);
    const reasons = versions.length > 1 ? [] : versions.map(({ reason }) => reason);
    return [
      key,
      states.sort((a, b) => (a.startsWith('QUEUED') ? -1 : b.startsWith('QUEUED') ? 1 : 0)).map(hideRefusal),
      reasons,
    ];
  });
  const drift = await lake.services.ledger.driftOf('flights');
  return {
    files: lines.sort(([a], [b]) => String(a).localeCompare(String(b))),
    drift: drift.map(({ fingerprint, count, exampleKey }) => ({ fingerprint, count, exampleKey })),
    waiting: (await lake.services.ledger.pending('flights', 100)).length,
  };
}

/** A version that came second is quarantined, one that came too late is ignored. */
function hideRefusal(state: string, index: number): string {
  return index === 0 ? state : state.replace(/^(QUARANTINED|IGNORED)/, 'REFUSED');
}

describe('a crash', () => {
  test('of the container at any call to the ledger or S3, and redelivery: nothing lost, nothing doubled', async () => {
    const moments: string[] = [];
    const undisturbed = await outcome((moment) => moments.push(moment));
    expect(undisturbed).toMatchObject({ waiting: 4, drift: [{ count: 1 }, { count: 1 }] });
    expect(moments.length).toBeGreaterThan(40);

    for (let crash = 0; crash < moments.length; crash += 1) {
      let calls = 0;
      let isGone = false;
      const lake = await outcome((moment) => {
        calls += 1;
        if (calls === crash + 1) isGone = true;
        // The container is gone until SQS delivers again; it sets no visibility any more.
        if (moment === 'before postpone') isGone = false;
        if (isGone) throw new Error('crash');
      });
      expect(lake, `crash at call ${crash}: ${moments[crash]}`).toEqual(undisturbed);
    }
  });

  test('of one call alone, any of them, and redelivery: nothing lost, nothing doubled', async () => {
    let total = 0;
    const undisturbed = await outcome(() => {
      total += 1;
    });

    for (let crash = 0; crash < total; crash += 1) {
      let calls = 0;
      const lake = await outcome((moment) => {
        calls += 1;
        if (calls === crash + 1) throw new Error(`crash ${moment}`);
      });
      expect(lake, `crash at call ${crash}`).toEqual(undisturbed);
    }
  });
});
