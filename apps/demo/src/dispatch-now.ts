import { dispatchNow as carryOut } from '@sluice/cli';
import type { Target } from '@sluice/lake';
import type { DatasetConfig } from '@sluice/protocol';
import type { Session } from '@sluice/terminal';

/** `sluice dispatch --now <dataset> --yes`, without a word. */
export async function dispatchNow(session: Session, target: Target, { datasetId }: DatasetConfig): Promise<void> {
  const terminal = { ...session.terminal, out: () => {}, err: () => {} };
  await carryOut({ ...session, terminal }, target, datasetId, { yes: true });
}
