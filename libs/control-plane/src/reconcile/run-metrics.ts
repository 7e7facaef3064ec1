import type { RunReport } from '@sluice/protocol';
import type { JobRun } from '../ports/job-runs.ts';
import type { Metric } from '../telemetry.ts';

/**
 * The figures of a finished run. `RunFailed` is 0 or 1, so that its average is the failure rate. Whoever won the step
 * that ended the attempt tells them: once per run.
 */
export function runMetrics(
  run: JobRun | undefined,
  hasCommitted: boolean,
  report: RunReport | undefined,
): readonly Metric[] {
  const metrics: Metric[] = [{ name: 'RunFailed', value: hasCommitted ? 0 : 1, unit: 'Count' }];
  if (run !== undefined) {
    metrics.push(
      { name: 'RunDuration', value: run.seconds, unit: 'Seconds' },
      { name: 'DpuSeconds', value: run.dpuSeconds, unit: 'Count' },
    );
  }
  if (!hasCommitted) metrics.push({ name: `FailedIn${stageName(report)}`, value: 1, unit: 'Count' });
  return metrics;
}

/** `stage-in` -> `StageIn`; a run without a report failed at a place that nobody knows. */
function stageName(report: RunReport | undefined): string {
  if (report === undefined || !/^[a-z][a-z-]{0,30}$/.test(report.stage)) return 'Unknown';
  return report.stage
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
