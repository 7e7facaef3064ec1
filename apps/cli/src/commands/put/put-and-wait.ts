import type { FileRecord } from '@sluice/control-plane';
import { deployedConfig, follow, type PutFile, putInto, type Target } from '@sluice/lake';
import type { DatasetConfig } from '@sluice/protocol';
import {
  age,
  bytes,
  counted,
  EXIT,
  pathOf,
  printable,
  printJson,
  progressOf,
  type Session,
  seconds,
  shellWord,
} from '@sluice/terminal';
import { loadMeanings, type Meanings } from '../../terminal/meanings.ts';
import { reasonText } from '../explain/present-history.ts';
import type { PutOptions } from './options.ts';

/** `sluice put`: upload, say the version, and with `--wait` follow it. */
export async function put(
  session: Session,
  target: Target,
  file: string,
  dataset: string,
  options: PutOptions,
): Promise<void> {
  const place = { dataset, as: options.as, signal: session.signal };
  const { datasetId, ...done } = await putInto(target, pathOf(session, file), place);
  const json = options.json === true;
  if (!json) session.terminal.out(putText(done, session));
  if (options.wait !== true) {
    if (json) printJson(session, { ok: true, ...done });
    return;
  }
  const meanings = await loadMeanings();
  const end = await waitFor(session, target, datasetId, done, meanings, options);
  if (end?.state !== 'SUCCEEDED') session.exitCode = EXIT.checkFailed;
  if (json)
    return printJson(session, {
      ok: session.exitCode === EXIT.ok,
      ...done,
      state: end?.state ?? null,
      reason: end?.reason ?? null,
      file: end ?? null,
    });
  session.terminal.out(endText(end, done, meanings, session));
}

async function waitFor(
  session: Session,
  target: Target,
  datasetId: string,
  { bucket, key, versionId }: PutFile,
  meanings: Meanings,
  options: PutOptions,
): Promise<FileRecord | undefined> {
  const progress = progressOf(session, options);
  try {
    const { batch } = await deployedConfig(target, datasetId);
    progress.step('waits');
    return await follow(
      target,
      { datasetId, bucket, key, versionId },
      {
        signal: session.signal,
        timeoutMilliseconds: options.timeout === undefined ? undefined : options.timeout * 1000,
        onState: (file) => {
          progress.note(stepText(file, meanings));
          if (file.state === 'QUEUED') progress.note(`          ${waitText(batch)}`);
          progress.step(file.state.toLowerCase());
        },
      },
    );
  } finally {
    progress.clear();
  }
}

function stepText(file: FileRecord, meanings: Meanings): string {
  const parts = [
    file.state,
    reasonText(file.reason, meanings),
    file.batchId === null ? '' : `batch ${file.batchId}`,
    file.jobRunId ?? '',
  ];
  return `${file.stateSince.slice(11, 19)}  ${parts.filter((part) => part !== '').join('  ')}`;
}

/**
 * A batch is cut when it is full or its oldest file has waited long enough: nobody should take that for a standstill.
 */
function waitText({ maxFiles, maxWaitSeconds }: DatasetConfig['batch']): string {
  return (
    `for its batch: cut at ${counted(maxFiles, 'file')}, after ${age(maxWaitSeconds)} at most, or at once by ` +
    `\`npx sluice dispatch --now\``
  );
}

function putText({ bucket, key, versionId, bytes: size }: PutFile, { terminal }: Session): string {
  const { bold, dim, green } = terminal.paint;
  return `  ${green('✓')} ${bold(printable(key))}  ${dim(`${bytes(size)} in ${bucket}`)}\n    version ${versionId}\n`;
}

function endText(end: FileRecord | undefined, { key }: PutFile, meanings: Meanings, { terminal }: Session): string {
  const { dim, green, red, yellow } = terminal.paint;
  const more = dim(`npx sluice explain ${shellWord(key)}`);
  if (end === undefined) return `  ${yellow('!')} not loaded yet: the time of --timeout is over  ${more}\n`;
  const took = seconds(Math.max(0, Date.parse(end.committedAt ?? end.stateSince) - Date.parse(end.eventTime)) / 1000);
  if (end.state === 'SUCCEEDED')
    return `  ${green('✓')} its rows are in the table  ${dim(`${took} after its arrival`)}  ${more}\n`;
  return (
    `  ${red('✗')} ${end.state}: ${reasonText(end.reason, meanings)}\n    ${printable(end.detail ?? '')}\n ` +
    `   ${more}\n`
  );
}
