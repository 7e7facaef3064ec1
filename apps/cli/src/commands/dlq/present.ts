import { type DeadLetters, secondsBetween } from '@sluice/lake';
import { age, count, printable, type Terminal, table } from '@sluice/terminal';

/** Dead letters as a table: what each is about, since when, how often it was tried. */
export function deadLettersText(queues: readonly DeadLetters[], now: string, { paint, width }: Terminal): string {
  const { dim, green } = paint;
  if (queues.every(({ depth }) => depth === 0)) return `  ${green('✓')} No dead letters.\n`;
  const right = (title: string) => ({ title, align: 'right' as const });
  const rows = queues.flatMap(({ letters }) =>
    letters.map((letter) => [
      letter.dataset,
      letter.sentAt === null ? '' : `${age(secondsBetween(letter.sentAt, now))} ago`,
      letter.key === null ? dim('no event of S3') : printable(letter.key),
      letter.messageId,
    ]),
  );
  const hidden = queues.filter(({ depth, letters }) => depth > letters.length);
  const note = hidden.map(
    ({ dataset, depth, letters }) =>
      `  ${dim(`${dataset}: ${count(depth)} in all, ${count(letters.length)} could be looked at`)}\n`,
  );
  const columns = [{ title: 'dataset' }, right('sent'), { title: 'about' }, { title: 'message' }];
  return `${table(columns, rows, { dim, fit: width })}${note.join('')}`;
}
