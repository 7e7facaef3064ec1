import type { LakeNames } from '@sluice/protocol';
import { Dashboard, GraphWidget, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

const WIDTH = 8;
const PERIOD_MINUTES = 5;

/** What the dashboard shows, in the order of a file's way. */
const GRAPHS = [
  ['Files received', 'FilesReceived', 'Sum'],
  ['Files refused', 'FilesQuarantined', 'Sum'],
  ['Oldest waiting file (s)', 'OldestPendingAge', 'Maximum'],
  ['Waiting files', 'PendingFiles', 'Maximum'],
  ['Free slots', 'SlotsFree', 'Minimum'],
  ['Share of runs that failed', 'RunFailed', 'Average'],
  ['Run duration, p95 (s)', 'RunDuration', 'p95'],
  ['Arrival to committed, p95 (s)', 'ArrivalToCommitted', 'p95'],
  ['DPU-seconds', 'DpuSeconds', 'Sum'],
] as const;

/** One page for all datasets. It searches for metrics instead of naming them: a new dataset appears by itself. */
export function dashboard(scope: Construct, id: string, names: LakeNames): Dashboard {
  const widgets: IWidget[] = GRAPHS.map(([title, metric, statistic]) => {
    const expression =
      `SEARCH('{"${names.metrics}",dataset} MetricName="${metric}"', ` + `'${statistic}', ${PERIOD_MINUTES * 60})`;
    return new GraphWidget({
      title,
      width: WIDTH,
      left: [new MathExpression({ expression, label: '', usingMetrics: {} })],
    });
  });
  const rows = [0, 3, 6].map((start) => widgets.slice(start, start + 3));
  return new Dashboard(scope, id, { dashboardName: names.dashboard, widgets: rows });
}
