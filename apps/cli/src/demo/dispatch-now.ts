import type { DatasetConfig } from '@sluice/control-plane';
import { dispatchNow as carryOut } from '../operate/dispatch-now.ts';
import type { Session } from '../session.ts';
import type { Target } from '../target/target.ts';

/** `sluice dispatch --now <dataset> --yes`, without a word. */
export async function dispatchNow(session: Session, target: Target, { datasetId }: DatasetConfig): Promise<void> {
  const terminal = { ...session.terminal, out: () => {}, err: () => {} };
  await carryOut({ ...session, terminal }, target, datasetId, { yes: true });
}
