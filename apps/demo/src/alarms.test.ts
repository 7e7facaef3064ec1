import type { Target } from '@sluice/lake';
import { describe, expect, it } from 'vitest';
import { awaitAlarms } from './alarms.ts';

const SINCE = new Date('2026-01-15T10:00:00.000Z');
const change = (AlarmName: string, second: number, stateValue = 'ALARM') => ({
  AlarmName,
  Timestamp: new Date(SINCE.getTime() + second * 1_000),
  HistoryData: JSON.stringify({ newState: { stateValue, stateReason: `${AlarmName} ${second}` } }),
});

/** A target whose alarms have this history, page by page. */
function historyOf(...pages: readonly (readonly object[])[]) {
  const asked: { readonly StartDate?: Date }[] = [];
  const send = async ({ input }: { readonly input: { readonly NextToken?: string; readonly StartDate?: Date } }) => {
    asked.push(input);
    const page = Number(input.NextToken ?? 0);
    return {
      AlarmHistoryItems: pages[page] ?? [],
      ...(page + 1 < pages.length ? { NextToken: String(page + 1) } : {}),
    };
  };
  return { asked, target: { cloudwatch: { send }, lake: 'sluice' } as unknown as Target };
}

const now = { signal: new AbortController().signal, milliseconds: 0 };

describe('alarms that fired', () => {
  it('are told once each, the first to fire first, to the last page', async () => {
    const { target, asked } = historyOf(
      [change('sluice-b', 9), change('sluice-a', 5), change('sluice-b', 20)],
      [change('sluice-c', 7), change('sluice-a', 6, 'OK')],
    );

    expect(await awaitAlarms(target, SINCE, [], now)).toEqual([
      { name: 'sluice-a', reason: 'sluice-a 5', at: '2026-01-15T10:00:05.000Z' },
      { name: 'sluice-c', reason: 'sluice-c 7', at: '2026-01-15T10:00:07.000Z' },
      { name: 'sluice-b', reason: 'sluice-b 9', at: '2026-01-15T10:00:09.000Z' },
    ]);
    expect(asked.every(({ StartDate }) => StartDate === SINCE)).toBe(true);
  });

  it('are those of this lake, and none that is only quiet again', async () => {
    const { target } = historyOf([change('other-a', 1), change('sluice-a', 2, 'OK'), change('sluicex', 3)]);

    expect(await awaitAlarms(target, SINCE, ['sluice-a'], now)).toEqual([]);
  });

  it('are not waited for when all that must fire have', async () => {
    const { target, asked } = historyOf([change('sluice-a', 1)]);

    await awaitAlarms(target, SINCE, ['sluice-a'], { ...now, milliseconds: 60_000 });

    expect(asked).toHaveLength(1);
  });

  it('are not waited for when somebody interrupts', async () => {
    const { target, asked } = historyOf([]);

    await awaitAlarms(target, SINCE, ['sluice-a'], { signal: AbortSignal.abort(), milliseconds: 60_000 });

    expect(asked).toHaveLength(1);
  });
});
