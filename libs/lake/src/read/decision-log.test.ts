import { describe, expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { decisionIn, decisionLines } from './decision-log.ts';

const line = (changes: object) =>
  JSON.stringify({
    event: 'decision',
    key: 'incoming/sales/a.csv',
    version_id: 'v-1',
    decision: 'duplicate',
    ...changes,
  });

describe('a decision in the log', () => {
  it('is read behind whatever the runtime prints', () => {
    const decision = { decision: 'duplicate', key: 'incoming/sales/a.csv', versionId: 'v-1', timestamp: 7 };

    expect(decisionIn(line({}), 7)).toEqual(decision);
    expect(decisionIn(`2026-01-15T10:00:00Z\tid\tINFO\t${line({})}`, 7)).toEqual(decision);
  });

  it.each([line({ event: 'nudge-failed' }), line({ decision: 7 }), 'START RequestId', '{broken', ''])(
    'is not %s',
    (text) => {
      expect(decisionIn(text)).toBeUndefined();
    },
  );

  it('is looked for on so many pages at most, and then it is said that there are more', async () => {
    const logs = { send: async () => ({ events: [{ message: line({}) }], nextToken: 'more' }) };
    const target = { logs, lake: 'sluice' } as unknown as Target;

    const found = await decisionLines(target, 'sales', { holding: ['duplicate'], mostPages: 3 });

    expect(found.lines).toHaveLength(3);
    expect(found.incomplete).toBe(true);
  });
});
