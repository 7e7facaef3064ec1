import type { Session } from '@sluice/terminal';
import { Command } from 'commander';
import { contractCommand } from '../commands/contract/contract.ts';
import { demoCommand } from '../commands/demo.ts';
import { dispatchCommand } from '../commands/dispatch/dispatch.ts';
import { dlqCommand } from '../commands/dlq/dlq.ts';
import { docsCommand } from '../commands/docs/docs.ts';
import { driftCommand } from '../commands/drift/drift.ts';
import { explainCommand } from '../commands/explain/explain.ts';
import { localCommand } from '../commands/local.ts';
import { putCommand } from '../commands/put/put.ts';
import { quarantineCommand } from '../commands/quarantine/quarantine.ts';
import { queryCommand } from '../commands/query/query.ts';
import { runCommand } from '../commands/run.ts';
import { smokeCommand } from '../commands/smoke.ts';
import { statusCommand } from '../commands/status/status.ts';
import { verifyCommand } from '../commands/verify.ts';
import { exitCodeHelp } from './help.ts';

/** The whole command line. Commands load what they work with when they run, so that help stays instant. */
export function buildProgram(session: Session): Command {
  const program = new Command('sluice')
    .description('A lake that only lets through what its contracts allow.')
    .version('0.1.0', '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      `
Examples:
  npm start                                    a year of real flights through the lake, from a fresh clone
  npx sluice local up                          the whole lake on this machine
  npx sluice put ./2026-01-15.csv sales --wait
  npx sluice explain 2026-01-15.csv            what happened to a file, step by step
  npx sluice query "SELECT count(*) FROM sales"
  npx sluice run ./inbox sales                 a lake on folders: load the files of one
${exitCodeHelp('a check failed: put --wait, verify, smoke, contract lint, contract check, docs --check')}`,
    );
  const commands = [
    demoCommand(session),
    localCommand(session),
    statusCommand(session),
    explainCommand(session),
    putCommand(session),
    quarantineCommand(session),
    driftCommand(session),
    dispatchCommand(session),
    dlqCommand(session),
    runCommand(session),
    verifyCommand(session),
    queryCommand(session),
    smokeCommand(session),
    contractCommand(session),
    docsCommand(session),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of everyCommand(program)) {
    // Errors are thrown, so that they can be shown in one form; help goes where the session says.
    command.exitOverride().configureOutput({
      writeOut: session.terminal.out,
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => 110,
    });
  }
  return program;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
