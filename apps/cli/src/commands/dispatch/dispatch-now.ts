import { createAwsPorts, type DispatchSummary, dispatch } from '@sluice/control-plane';
import {
  chosenDatasets,
  clientOptions,
  deployedConfig,
  secondsBetween,
  type Target,
  targetDocument,
} from '@sluice/lake';
import type { DatasetConfig } from '@sluice/protocol';
import { age, bytes, count, counted, printJson, type Session, table } from '@sluice/terminal';
import { carryOut, type PlanOptions } from '../../terminal/plan.ts';

/** Waiting files that a plan counts; dispatch itself looks at no more at once. */
const COUNTED = 10_000;
/** Time for the cutting of one dataset; runs go on by themselves. */
const LIMIT_MILLISECONDS = 5 * 60_000;

/** What waits in a dataset. */
interface Waiting {
  readonly config: DatasetConfig;
  readonly files: number;
  readonly bytes: number;
  readonly oldestSeconds: number;
  readonly slotsFree: number;
}

/** `sluice dispatch --now`: the control plane's own dispatch, told to cut what waits, under the operator's role. */
export async function dispatchNow(
  session: Session,
  target: Target,
  dataset: string | undefined,
  options: PlanOptions,
): Promise<void> {
  const json = options.json === true;
  const now = new Date().toISOString();
  const all = await Promise.all((await chosenDatasets(target, dataset)).map((id) => waitingOf(target, id, now)));
  const waiting = all.filter(({ files }) => files > 0);
  if (waiting.length === 0) {
    if (json) return printJson(session, { ok: true, target: targetDocument(target), carriedOut: false, datasets: [] });
    return session.terminal.out(`  ${session.terminal.paint.green('✓')} Nothing waits: there is nothing to dispatch\n`);
  }
  const right = (title: string) => ({ title, align: 'right' as const });
  const plan = {
    title: `Cut batches of ${counted(
      waiting.reduce((sum, { files }) => sum + files, 0),
      'waiting file',
    )} and start their runs`,
    columns: [
      { title: 'dataset' },
      right('files'),
      right('bytes'),
      right('oldest'),
      right('free slots'),
      right('batches of at most'),
    ],
    rows: waiting.map(({ config, files, bytes: size, oldestSeconds, slotsFree }) => [
      config.datasetId,
      count(files),
      bytes(size),
      age(oldestSeconds),
      `${slotsFree} of ${config.slots}`,
      counted(config.batch.maxFiles, 'file'),
    ]),
    notes: waiting
      .filter(({ slotsFree }) => slotsFree === 0)
      .map(({ config }) => `${config.datasetId} has no free slot: its files go on waiting until a run ends.`),
    document: waiting.map(({ config, ...rest }) => ({ dataset: config.datasetId, ...rest })),
  };
  const summaries = await carryOut(session, target, options, plan, async () => {
    const done: DispatchSummary[] = [];
    for (const { config } of waiting) done.push(await dispatch(portsOf(target, config), config, { now: true }));
    return done;
  });
  if (summaries === undefined) return;
  if (json)
    return printJson(session, { ok: true, target: targetDocument(target), carriedOut: true, datasets: summaries });
  session.terminal.out(summaryText(summaries, session));
}

async function waitingOf(target: Target, datasetId: string, now: string): Promise<Waiting> {
  const [config, pending, slots] = await Promise.all([
    deployedConfig(target, datasetId),
    target.ledger.pending(datasetId, COUNTED),
    target.ledger.slots(datasetId),
  ]);
  const taken = slots.filter(
    ({ holder, leaseUntil }) => holder !== null && (leaseUntil === null || leaseUntil >= now),
  ).length;
  return {
    config,
    files: pending.length,
    bytes: pending.reduce((sum, file) => sum + file.sizeBytes, 0),
    oldestSeconds: pending[0] === undefined ? 0 : secondsBetween(pending[0].queuedAt, now),
    slotsFree: Math.max(0, config.slots - taken),
  };
}

function portsOf(target: Target, config: DatasetConfig) {
  const deadline = Date.now() + LIMIT_MILLISECONDS;
  return createAwsPorts(config, {
    client: clientOptions(target),
    // What Lambdas tell their log and metrics is not for a person's screen: the summary says it.
    telemetry: { decision() {}, event() {}, metrics() {} },
    remainingMilliseconds: () => deadline - Date.now(),
  });
}

function summaryText(summaries: readonly DispatchSummary[], { terminal }: Session): string {
  const { dim, green, yellow } = terminal.paint;
  const rows = summaries.flatMap(({ datasetId, batches }) =>
    batches.map(({ batchId, files, bytes: size, jobRunId }) => [
      datasetId,
      batchId,
      count(files),
      bytes(size),
      jobRunId ?? yellow('no room in Glue yet: tried every minute'),
    ]),
  );
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [{ title: 'dataset' }, { title: 'batch' }, right('files'), right('bytes'), { title: 'run' }];
  const left = summaries.reduce((sum, { pending }) => sum + pending, 0);
  const batches = rows.length === 0 ? '' : `\n${table(columns, rows, { dim, fit: terminal.width })}\n`;
  const rest = left === 0 ? '' : dim(`  ${counted(left, 'file')} ${left === 1 ? 'goes' : 'go'} on waiting for a slot`);
  return `${batches}  ${green('✓')} ${counted(rows.length, 'batch', 'batches')} cut${rest}\n`;
}
