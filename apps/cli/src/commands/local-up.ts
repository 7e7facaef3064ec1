import type { LakeProgress, UpReport } from '@sluice/lake/local';
import {
  type CommonOptions,
  counted,
  homeOf,
  type Progress,
  printJson,
  progressOf,
  type Session,
  seconds,
  shownPath,
} from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../terminal/help.ts';
import { wholeNumber } from '../terminal/whole-number.ts';
import { clientSettings, lakeDocument } from './local-status.ts';

interface UpOptions extends CommonOptions {
  readonly idleMinutes: number;
}

/** A year; longer than anybody leaves a terminal alone. */
const MAX_IDLE_MINUTES = 525_600;

/** `sluice local up`: starts the lake and deploys every stack, or deploys what changed. */
export function localUpCommand(session: Session): Command {
  return commandWithHelp(
    'up',
    'Start the local lake and deploy every stack to it with the real cdk. When it runs already: deploy what changed.',
    [
      { line: 'npx sluice local up', does: '' },
      { line: 'npx sluice local up --idle-minutes 0', does: 'until `sluice local down`, used or not' },
      { line: 'npx sluice local up --json', does: '' },
    ],
  )
    .option(
      '--idle-minutes <minutes>',
      'a new lake ends by itself when nobody has used it for so long; 0: never',
      wholeNumber('--idle-minutes', 0, MAX_IDLE_MINUTES),
      120,
    )
    .action((options: UpOptions) => up(session, options));
}

/** `sluice local down`: ends the lake. */
export function localDownCommand(session: Session): Command {
  return commandWithHelp(
    'down',
    'End the local lake with everything that it runs. Its objects, tables and ledger are gone then; its logs stay.',
    [{ line: 'npx sluice local down', does: '' }],
  ).action((options: CommonOptions) => down(session, options));
}

async function up(session: Session, options: UpOptions): Promise<void> {
  const { bringLakeUp, checkMachine, pythonPath } = await import('@sluice/lake/local');
  const { environment, signal } = session;
  await checkMachine(environment, signal);
  const progress = progressOf(session, options);
  const begun = performance.now();
  let report: UpReport;
  try {
    report = await bringLakeUp({
      home: homeOf(session),
      python: pythonPath(environment),
      idleMinutes: options.idleMinutes,
      environment,
      progress: shownProgress(progress),
      signal,
    });
  } finally {
    progress.clear();
  }
  const { record, isNew, stages } = report;
  if (options.json === true) return printJson(session, { ok: true, isNew, lake: lakeDocument(record), stages });
  const { bold, dim } = session.terminal.paint;
  session.terminal.out(
    [
      `${bold(isNew ? 'The local lake is up' : 'The local lake is up to date')}  ${record.endpoint} ` +
        ` ${dim(seconds((performance.now() - begun) / 1000))}`,
      '',
      ...clientSettings(record),
      '',
      `It lives in memory until \`npx sluice local down\`${
        record.idleMinutes === 0
          ? ''
          : ', or until nobody has ' + `used it for ${counted(record.idleMinutes, 'minute')}`
      }.`,
      '',
    ].join('\n'),
  );
}

async function down(session: Session, options: CommonOptions): Promise<void> {
  const { lakeState, takeLakeDown } = await import('@sluice/lake/local');
  const home = homeOf(session);
  const { wasRunning, leftovers } = await takeLakeDown(home);
  if (options.json === true) return printJson(session, { ok: true, wasRunning, leftovers });
  const left = leftovers === 0 ? '' : ` ${counted(leftovers, 'process', 'processes')} of a killed lake ended.`;
  const what = wasRunning ? 'The local lake is down.' : 'No local lake was running.';
  session.terminal.out(`${what}${left}${wasRunning ? ` Its logs: ${shownPath(session, lakeState(home).logs)}` : ''}\n`);
}

/** Everything before the deployment goes on at the same time: it is one line until all of it is over. */
function shownProgress(progress: Progress): LakeProgress {
  const open = new Set<string>();
  const notes: string[] = [];
  return {
    begin: (stage) => {
      if (stage === 'deploy') progress.step(stage);
      else if (open.size === 0 && notes.length === 0) progress.step('prepare');
      open.add(stage);
    },
    end: ({ stage, note, seconds: took }) => {
      open.delete(stage);
      if (stage === 'deploy') return progress.done(note);
      notes.push(`${stage} ${seconds(took)}`);
      // The emulator's end is followed by bootstrap's beginning at once.
      if (open.size === 0 && stage !== 'emulator') progress.done(notes.splice(0).join(', '));
    },
  };
}
