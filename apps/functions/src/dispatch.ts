import { dispatch } from '@sluice/control-plane';
import { configFromEnvironment, type LambdaContext } from './lambda.ts';
import { wireDispatch, within } from './wire.ts';

const config = configFromEnvironment();
const ports = wireDispatch(config);

/**
 * The Lambda that cuts batches and starts their runs. What woke it up (the schedule, a nudge) makes no difference: it
 * looks at what waits.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<unknown> {
  const summary = await dispatch(within(ports, context), config);
  const nudge = (event as { readonly nudge?: unknown } | null)?.nudge;
  ports.telemetry.event('dispatched', { ...summary, nudge: typeof nudge === 'string' ? nudge.slice(0, 100) : null });
  return summary;
}
