import type { DispatchSummary } from '@sluice/control-plane';
import { dispatchNow as dispatchDataset, type Target, targetDocument, waitingWork } from '@sluice/lake';
import { age, bytes, count, counted, printJson, type Session, table } from '@sluice/terminal';
import { carryOut, type PlanOptions } from '../../terminal/plan.ts';

/** `sluice dispatch --now`: the control plane's own dispatch, told to cut what waits, under the operator's role. */
export async function dispatchNow(
  session: Session,
  target: Target,
  dataset: string | undefined,
  options: PlanOptions,
): Promise<void> {
  const json = options.json === true;
  const waiting = await waitingWork(target, dataset, new Date().toISOString());
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
      age(oldestSeconds ?? 0),
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
    for (const { config } of waiting) done.push(await dispatchDataset(target, config));
    return done;
  });
  if (summaries === undefined) return;
  if (json)
    return printJson(session, { ok: true, target: targetDocument(target), carriedOut: true, datasets: summaries });
  session.terminal.out(summaryText(summaries, session));
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
