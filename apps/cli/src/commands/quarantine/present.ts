import type { QuarantinedFile } from '@sluice/control-plane';
import { secondsBetween } from '@sluice/lake';
import { age, bytes, count, counted, printable, type Terminal, table } from '@sluice/terminal';
import type { Meanings } from '../../terminal/meanings.ts';
import { reasonText } from '../explain/present-history.ts';

/** A longer list is for programs. */
const SHOWN = 200;

/** Refused files, the latest first. */
export function quarantineText(
  files: readonly QuarantinedFile[],
  now: string,
  meanings: Meanings,
  { paint, width }: Terminal,
): string {
  const { dim, green, red } = paint;
  if (files.length === 0) return `  ${green('✓')} No file is in quarantine.\n`;
  const ofKey = Map.groupBy(files, ({ bucket, key }) => `${bucket}/${key}`);
  // Versions of one key are told apart as the other verbs take them.
  const nameOf = ({ bucket, key, versionId }: QuarantinedFile) =>
    (ofKey.get(`${bucket}/${key}`)?.length ?? 0) > 1 ? `${key}@${versionId}` : key;
  const rows = files
    .slice(0, SHOWN)
    .map((file) => [
      printable(nameOf(file)),
      red(reasonText(file.reason, meanings)),
      bytes(file.sizeBytes),
      `${age(secondsBetween(file.since, now))} ago`,
    ]);
  const right = (title: string) => ({ title, align: 'right' as const });
  const more =
    files.length > SHOWN ? `  ${dim(`… and ${count(files.length - SHOWN)} more: --json lists them all`)}\n` : '';
  const columns = [
    { title: counted(files.length, 'file') },
    { title: 'reason', cut: 'end' as const },
    right('bytes'),
    right('refused'),
  ];
  return `${table(columns, rows, { dim, fit: width })}${more}`;
}
