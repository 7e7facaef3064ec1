import type { GlueRun } from '@sluice/lake';

/** A run with the moments of its start and end, in milliseconds. */
export type RunSpan = Pick<GlueRun, 'startedAt' | 'endedAt'>;

/** The most runs that went on at any moment. One that ends at the moment in which another begins is not beside it. */
export function mostAtOnce(runs: readonly RunSpan[]): number {
  const edges = runs.flatMap(({ startedAt, endedAt }) => [
    { at: startedAt, step: 1 },
    { at: endedAt, step: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { step } of edges.sort((a, b) => a.at - b.at || a.step - b.step)) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}
