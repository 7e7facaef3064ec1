import { createMemoryLedger } from '@sluice/control-plane';
import { describe, expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { objectVersion, refused } from '../testing.fixture.ts';
import { duplicatesOf, isDuplicate } from './sightings.ts';

const file = { key: 'incoming/sales/a.csv', versionId: 'v-1' };
const line = { ...file, decision: 'duplicate', timestamp: 0 };

describe('a duplicate', () => {
  it('is a decision that says so about this very version', () => {
    expect(isDuplicate(line, file)).toBe(true);
    expect(isDuplicate({ ...line, decision: 'queued' }, file)).toBe(false);
    expect(isDuplicate({ ...line, versionId: 'v-2' }, file)).toBe(false);
    expect(isDuplicate({ ...line, key: 'other' }, file)).toBe(false);
  });

  it('is counted in the log of intake, page after page; a log that is not there is no answer', async () => {
    const record = await refused(createMemoryLedger(), objectVersion(), 'empty');
    const said = JSON.stringify({
      event: 'decision',
      decision: 'duplicate',
      key: record.key,
      version_id: record.versionId,
    });
    const asked: object[] = [];
    const logs = {
      async send({ input }: { readonly input: { readonly nextToken?: string } }) {
        asked.push(input);
        const timestamp = input.nextToken === undefined ? 2_000 : 1_000;
        return {
          events: [{ message: said, timestamp }],
          nextToken: input.nextToken === undefined ? 'more' : undefined,
        };
      },
    };
    const target = (sent: unknown) => ({ logs: sent, lake: 'sluice' }) as unknown as Target;

    expect(await duplicatesOf(target(logs), record)).toEqual({
      count: 2,
      first: '1970-01-01T00:00:01.000Z',
      last: '1970-01-01T00:00:02.000Z',
      incomplete: false,
    });
    expect(asked).toMatchObject([
      {
        logGroupName: '/aws/lambda/sluice-sales-intake',
        filterPattern: `"duplicate" "${record.versionId}"`,
        startTime: Date.parse(record.receivedAt) - 60_000,
      },
      { nextToken: 'more' },
    ]);
    const missing = Object.assign(new Error('no group'), { name: 'ResourceNotFoundException' });
    expect(await duplicatesOf(target({ send: async () => Promise.reject(missing) }), record)).toBeUndefined();
  });
});
