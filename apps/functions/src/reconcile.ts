import { reconcile } from '@sluice/control-plane';
import { configFromEnvironment, type LambdaContext } from './lambda.ts';
import { wireReconcile, within } from './wire.ts';

const config = configFromEnvironment();
const ports = wireReconcile(config);

/**
 * The Lambda that brings batches to their end. What woke it up (the schedule, a run's state event) makes no difference:
 * events may be lost or late, so it looks at every open batch.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<unknown> {
  const summary = await reconcile(within(ports, context), config);
  const run = (event as { readonly detail?: { readonly jobRunId?: unknown } } | null)?.detail?.jobRunId;
  ports.telemetry.event('reconciled', { ...summary, woken_by_run: typeof run === 'string' ? run.slice(0, 100) : null });
  return summary;
}
