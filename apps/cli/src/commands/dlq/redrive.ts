import type { Target } from '@sluice/lake';
import { count, counted, printJson, type Session } from '@sluice/terminal';
import { carryOut, type PlanOptions } from '../../terminal/plan.ts';
import { readDeadLetters, redrive } from './dead-letters.ts';

/** `sluice dlq redrive`: plan, agreement, move. */
export async function redriveDataset(
  session: Session,
  target: Target,
  dataset: string,
  options: PlanOptions,
): Promise<void> {
  const [queue] = await readDeadLetters(target, dataset);
  const depth = queue?.depth ?? 0;
  if (depth === 0) {
    if (options.json === true) return printJson(session, { ok: true, carriedOut: false, dataset, messages: 0 });
    return session.terminal.out(
      `  ${session.terminal.paint.green('✓')} ${dataset} has no dead letters: there is nothing to do\n`,
    );
  }
  const letters = queue?.letters ?? [];
  const foreign = letters.filter(({ key }) => key === null).length;
  const kinds: readonly (readonly [string, number])[] = [
    ['objects in raw', letters.length - foreign],
    ['no event of S3', foreign],
    ['could not be looked at', Math.max(0, depth - letters.length)],
  ];
  const plan = {
    title: `Send ${counted(depth, 'dead letter')} of ${dataset} through intake again`,
    columns: [{ title: 'about' }, { title: 'messages', align: 'right' as const }],
    rows: kinds.filter(([, messages]) => messages > 0).map(([about, messages]) => [about, count(messages)]),
    notes: foreign === 0 ? [] : ['What is no event fails again and is back among the dead letters within a minute.'],
    document: { dataset, messages: depth, foreign },
  };
  const done = await carryOut(session, target, options, plan, async () => ({ task: await redrive(target, dataset) }));
  if (done === undefined) return;
  if (options.json === true)
    return printJson(session, { ok: true, carriedOut: true, dataset, messages: depth, task: done.task ?? null });
  session.terminal.out(
    `  ${session.terminal.paint.green('✓')} ${counted(depth, 'message')} on the way back to intake: \`npx sluice ` +
      `status ${dataset}\`\n`,
  );
}
