import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Target } from '../find/target.ts';

/** An alarm that fires. */
export interface FiringAlarm {
  readonly name: string;
  /** ISO 8601. */
  readonly since: string | null;
  readonly reason: string;
}

/** Alarms of the lake that fire now, or those of one dataset; by name. */
export async function firingAlarms(
  { cloudwatch, lake }: Pick<Target, 'cloudwatch' | 'lake'>,
  dataset?: string,
): Promise<readonly FiringAlarm[]> {
  const prefix = dataset === undefined ? `${lake}-` : `${lake}-${dataset}-`;
  const found: FiringAlarm[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: prefix,
        StateValue: 'ALARM',
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    for (const { AlarmName = '', StateReason = '', StateUpdatedTimestamp } of page.MetricAlarms ?? [])
      found.push({ name: AlarmName, since: StateUpdatedTimestamp?.toISOString() ?? null, reason: StateReason });
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
