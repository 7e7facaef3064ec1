import type { QuarantinedFile } from '@sluice/control-plane';
import { chosenDatasets, LakeError, locateKey, secondsBetween, subjectOf, type Target } from '@sluice/lake';
import { age, bytes, count, counted, printable, printJson, type Session, type Terminal, table } from '@sluice/terminal';
import { loadMeanings, type Meanings } from '../../terminal/meanings.ts';
import { explainFile } from '../explain/files.ts';
import { reasonText } from '../explain/present-history.ts';
import type { QuarantineOptions } from './quarantine.ts';

/** A longer list is for programs. */
const SHOWN = 200;

/** `sluice quarantine ls`. */
export async function listQuarantine(
  session: Session,
  target: Target,
  dataset: string | undefined,
  options: QuarantineOptions,
): Promise<void> {
  const files: QuarantinedFile[] = [];
  for (const id of await chosenDatasets(target, dataset)) {
    for await (const file of target.ledger.quarantined(id))
      if (options.reason === undefined || file.reason === options.reason) files.push(file);
  }
  files.sort((a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : a.key < b.key ? -1 : 1));
  if (options.json === true) return printJson(session, { ok: true, files });
  session.terminal.out(`\n${quarantineText(files, new Date().toISOString(), await loadMeanings(), session.terminal)}`);
}

/** `sluice quarantine show`: the story of the refused versions of a key. */
export async function showQuarantined(
  session: Session,
  target: Target,
  key: string,
  options: QuarantineOptions,
): Promise<void> {
  const subject = subjectOf(key);
  const located = await locateKey(
    target,
    subject.kind === 'key' ? subject : { kind: 'key', key, bucket: undefined, versionId: undefined },
  );
  const versions = located.versions.filter(({ state }) => state === 'QUARANTINED');
  if (versions.length === 0) {
    const states = [...new Set(located.versions.map(({ state }) => state))].join(' and ');
    throw new LakeError('SLC8035', `${located.key} is not in quarantine: it is ${states}`, {
      fix: `\`npx sluice explain ${located.key}\` tells its whole way.`,
    });
  }
  await explainFile(session, target, { ...located, versions }, options);
}

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
