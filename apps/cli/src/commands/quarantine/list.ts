import { chosenDatasets, locateRefused, refusedFiles, type Target } from '@sluice/lake';
import { printJson, type Session } from '@sluice/terminal';
import { loadMeanings } from '../../terminal/meanings.ts';
import { explainFile } from '../explain/files.ts';
import type { QuarantineOptions } from './options.ts';
import { quarantineText } from './present.ts';

/** `sluice quarantine ls`. */
export async function listQuarantine(
  session: Session,
  target: Target,
  dataset: string | undefined,
  options: QuarantineOptions,
): Promise<void> {
  const files = await refusedFiles(target.ledger, await chosenDatasets(target, dataset), options.reason);
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
  await explainFile(session, target, await locateRefused(target, key), options);
}
