import { createAwsPorts, dispatch } from '@sluice/control-plane';
import type { DatasetConfig } from '@sluice/protocol';

/** What Lambda tells about the invocation, as far as it is looked at. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

const config = JSON.parse(process.env['SLUICE_CONFIG'] ?? '{}') as DatasetConfig;
// Once per container: clients and their connections last.
const ports = createAwsPorts(config);

/**
 * The Lambda that cuts batches and starts their runs. What woke it up (the schedule, a nudge) makes no difference: it
 * looks at what waits.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<unknown> {
  const invocation = { ...ports, remainingMilliseconds: () => context.getRemainingTimeInMillis() };
  const summary = await dispatch(invocation, config);
  const nudge = (event as { readonly nudge?: unknown } | null)?.nudge;
  ports.telemetry.event('dispatched', { ...summary, nudge: typeof nudge === 'string' ? nudge.slice(0, 100) : null });
  return summary;
}
