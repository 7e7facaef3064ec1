import { createAwsPorts, dispatch } from '@sluice/control-plane';
import { clientOptions, type Target } from '@sluice/lake';
import type { DatasetConfig } from '@sluice/protocol';

/** Time for the cutting of one dataset; runs go on by themselves. */
const LIMIT_MILLISECONDS = 5 * 60_000;

/** The control plane's own dispatch, told to cut whatever waits, as `sluice dispatch --now <dataset>` does. */
export async function dispatchNow(target: Target, config: DatasetConfig): Promise<void> {
  const deadline = Date.now() + LIMIT_MILLISECONDS;
  const ports = createAwsPorts(config, {
    client: clientOptions(target),
    telemetry: { decision() {}, event() {}, metrics() {} },
    remainingMilliseconds: () => deadline - Date.now(),
  });
  await dispatch(ports, config, { now: true });
}
