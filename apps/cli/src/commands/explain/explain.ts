import type { TargetOptions } from '@sluice/lake';
import { CliError, type CommonOptions, printJson, type Session } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../../terminal/help.ts';
import { actsOnTarget, withTarget } from '../../terminal/on-target.ts';
import { wholeNumber } from '../../terminal/whole-number.ts';

interface ExplainOptions extends CommonOptions, TargetOptions {
  readonly all?: boolean;
  readonly row?: number;
}

/** `sluice explain <key | batch | code>`: what happened to a file or a batch, or what a code means, and the way out. */
export function explainCommand(session: Session): Command {
  const command = commandWithHelp(
    'explain',
    'Tell what happened to a file or a batch, step by step, or what a code or a reason means, and the way out.',
    [
      {
        line: 'npx sluice explain incoming/sales/2026-01-15.csv',
        does: 'a file: every version, every step, where its rows went',
      },
      { line: 'npx sluice explain 2026-01-15.csv --row 17', does: 'one row of it: line, cells, reasons' },
      {
        line: 'npx sluice explain 8486cb75ca1ba3aa469d04a1',
        does: 'a batch: members, attempts, seconds by stage, files',
      },
      { line: 'npx sluice explain SLC8010', does: 'a code' },
      { line: 'npx sluice explain missing-column', does: 'why a file was refused' },
      { line: 'npx sluice explain range:month', does: 'why a row was rejected' },
      { line: 'npx sluice explain --all', does: 'every code and reason there is' },
    ],
  );
  return actsOnTarget(command)
    .argument(
      '[what]',
      'a key (with or without incoming/<dataset>/, or @version), a batch id, a data file, an SLC code, or a reason',
    )
    .option(
      '--row <n>',
      'one record of the file, counted from 1 without the header',
      wholeNumber('--row', 1, Number.MAX_SAFE_INTEGER),
    )
    .option('--all', 'list all codes and reasons')
    .action((what: string | undefined, options: ExplainOptions) => explain(session, what, options));
}

async function explain(session: Session, what: string | undefined, options: ExplainOptions): Promise<void> {
  const { explainAll, explainWord } = await import('./words.ts');
  if (options.all === true) return explainAll(session, options);
  if (what === undefined || what.trim() === '')
    throw new CliError('SLC8001', 'explain needs a key, a batch id, a code, or --all');
  const { subjectOf } = await import('@sluice/lake');
  const subject = subjectOf(what);
  if (options.row !== undefined && subject.kind !== 'key')
    throw new CliError('SLC8001', '--row needs the key of a file');
  if (subject.kind === 'word') return explainWord(session, subject.word, options);
  const { loadMeanings } = await import('../../terminal/meanings.ts');
  await withTarget(session, options, async (target) => {
    if (subject.kind === 'batch') {
      const { batchStory } = await import('@sluice/lake');
      const { batchText } = await import('./present-batch.ts');
      const story = await batchStory(target, subject.batchId);
      if (options.json === true) return printJson(session, { ok: true, ...story });
      return session.terminal.out(`\n${batchText(story, await loadMeanings(), session.terminal)}`);
    }
    const { locateKey } = await import('@sluice/lake');
    const { explainFile, explainRow } = await import('./files.ts');
    const found = await locateKey(target, subject);
    if (options.row === undefined) return explainFile(session, target, found, options);
    await explainRow(session, target, found, options.row, options);
  });
}
