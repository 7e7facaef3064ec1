import { connect, type Target } from '@sluice/lake';
import { bringLakeUp, type StageReport, takeLakeDown } from '@sluice/lake/local';
import { homeOf, type Progress, type Session, seconds } from '@sluice/terminal';

/** A local lake without a file in it. */
export interface FreshLake {
  readonly target: Target;
  /** How long each stage of its making took. */
  readonly stages: readonly StageReport[];
  /** Stops it, and whatever it runs. */
  down(): Promise<void>;
}

/**
 * A new local lake with everything deployed to it. One that is up is stopped before: a lake keeps its state in memory,
 * so a new one is as quick as an empty one, and nothing of the old one can make the accounts come out.
 */
export async function freshLake(session: Session, progress: Progress): Promise<FreshLake> {
  const { environment, signal } = session;
  const home = homeOf(session);
  const { wasRunning } = await takeLakeDown(home);
  if (wasRunning) progress.note('the local lake that was up is gone: a new one is made');
  progress.step('lake');
  const { record, stages } = await bringLakeUp({
    home,
    environment,
    signal,
    progress: { begin: (stage) => progress.reached(0, stage), end: () => {} },
  });
  // Some of them go on side by side.
  progress.done(stages.map(({ stage, seconds: took }) => `${stage} ${seconds(took)}`).join(', '));
  const { endpoint, account, region } = record;
  return {
    target: connect({ kind: 'local', endpoint, account, region, lake: 'sluice' }),
    stages,
    down: async () => {
      progress.step('down');
      await takeLakeDown(home);
      progress.done('the local lake is gone');
    },
  };
}
