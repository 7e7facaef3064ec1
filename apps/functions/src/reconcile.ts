import { createAwsPorts, reconcile } from '@sluice/control-plane';
import type { DatasetConfig } from '@sluice/protocol';

/** What Lambda tells about the invocation, as far as it is looked at. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

const config = JSON.parse(process.env['SLUICE_CONFIG'] ?? '{}') as DatasetConfig;
// Once per container: clients and their connections last.
const ports = createAwsPorts(config);

/**
 * The Lambda that brings batches to their end. What woke it up (the schedule, a run's state event) makes no difference:
 * events may be lost or late, so it looks at every open batch.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<unknown> {
  const invocation = { ...ports, remainingMilliseconds: () => context.getRemainingTimeInMillis() };
  const summary = await reconcile(invocation, config);
  const run = (event as { readonly detail?: { readonly jobRunId?: unknown } } | null)?.detail?.jobRunId;
  ports.telemetry.event('reconciled', { ...summary, woken_by_run: typeof run === 'string' ? run.slice(0, 100) : null });
  return summary;
}
