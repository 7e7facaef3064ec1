import { deadLetterKinds, readDeadLetters, redriveDeadLetters, type Target } from '@sluice/lake';
import { count, counted, printJson, type Session } from '@sluice/terminal';
import { carryOut, type PlanOptions } from '../../terminal/plan.ts';

/** `sluice dlq redrive`: plan, agreement, move. */
export async function redriveDataset(
  session: Session,
  target: Target,
  dataset: string,
  options: PlanOptions,
): Promise<void> {
  const [queue] = await readDeadLetters(target, dataset);
  const { messages, objects, foreign, unseen } = deadLetterKinds(queue ?? { depth: 0, letters: [] });
  if (messages === 0) {
    if (options.json === true) return printJson(session, { ok: true, carriedOut: false, dataset, messages });
    return session.terminal.out(
      `  ${session.terminal.paint.green('✓')} ${dataset} has no dead letters: there is nothing to do\n`,
    );
  }
  const kinds: readonly (readonly [string, number])[] = [
    ['objects in raw', objects],
    ['no event of S3', foreign],
    ['could not be looked at', unseen],
  ];
  const plan = {
    title: `Send ${counted(messages, 'dead letter')} of ${dataset} through intake again`,
    columns: [{ title: 'about' }, { title: 'messages', align: 'right' as const }],
    rows: kinds.filter(([, many]) => many > 0).map(([about, many]) => [about, count(many)]),
    notes: foreign === 0 ? [] : ['What is no event fails again and is back among the dead letters within a minute.'],
    document: { dataset, messages, foreign },
  };
  const done = await carryOut(session, target, options, plan, async () => ({
    task: await redriveDeadLetters(target, dataset),
  }));
  if (done === undefined) return;
  if (options.json === true)
    return printJson(session, { ok: true, carriedOut: true, dataset, messages, task: done.task ?? null });
  session.terminal.out(
    `  ${session.terminal.paint.green('✓')} ${counted(messages, 'message')} on the way back to intake: \`npx sluice ` +
      `status ${dataset}\`\n`,
  );
}
