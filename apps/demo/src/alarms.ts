import { setTimeout as pause } from 'node:timers/promises';
import { DescribeAlarmHistoryCommand, type DescribeAlarmHistoryCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Target } from '@sluice/lake';

/** An alarm that fired, and why. It may be quiet again: what gave it reason is over. */
export interface FiredAlarm {
  readonly name: string;
  /** CloudWatch's own words. */
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Alarms of the lake that fired since the given moment, the first to fire first; each once. */
async function firedAlarms(
  { cloudwatch, lake }: Pick<Target, 'cloudwatch' | 'lake'>,
  since: Date,
): Promise<readonly FiredAlarm[]> {
  const fired = new Map<string, FiredAlarm>();
  let NextToken: string | undefined;
  do {
    const page: DescribeAlarmHistoryCommandOutput = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({
        HistoryItemType: 'StateUpdate',
        StartDate: since,
        ScanBy: 'TimestampAscending',
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    for (const { AlarmName: name = '', HistoryData = '', Timestamp } of page.AlarmHistoryItems ?? []) {
      const { newState } = JSON.parse(HistoryData) as {
        readonly newState?: { readonly stateValue?: string; readonly stateReason?: string };
      };
      if (newState?.stateValue !== 'ALARM' || !name.startsWith(`${lake}-`) || fired.has(name)) continue;
      fired.set(name, { name, reason: newState.stateReason ?? '', at: Timestamp?.toISOString() ?? '' });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return [...fired.values()].sort((a, b) => a.at.localeCompare(b.at) || (a.name < b.name ? -1 : 1));
}

/**
 * Waits until all of these have fired, but no longer than so long: alarms look at whole periods, and the demo does not
 * wait for ever.
 */
export async function awaitAlarms(
  target: Pick<Target, 'cloudwatch' | 'lake'>,
  since: Date,
  names: readonly string[],
  { signal, milliseconds }: { readonly signal: AbortSignal; readonly milliseconds: number },
): Promise<readonly FiredAlarm[]> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const fired = await firedAlarms(target, since);
    if (names.every((name) => fired.some((alarm) => alarm.name === name)) || Date.now() >= deadline || signal.aborted)
      return fired;
    await pause(1_000, undefined, { signal }).catch(() => {});
  }
}
