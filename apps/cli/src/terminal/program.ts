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
    .commandsGroup('Reference:')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({ subcommandTerm })
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
  for (const [group, commands] of groups(session))
    for (const [command, summary] of commands) program.addCommand(command.summary(summary).helpGroup(group));
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

type Entry = readonly [command: Command, summary: string];

/** The commands as they are shown, each in one line; its own help says the rest. */
function groups(session: Session): readonly (readonly [group: string, commands: readonly Entry[]])[] {
  return [
    ['Start:', [[demoCommand(session), 'a year of real flights through the whole lake, and its accounts (npm start)']]],
    ['Contracts:', [[contractCommand(session), 'work one out from a file, lint, generate and check them']]],
    [
      'Look:',
      [
        [statusCommand(session), 'how the lake stands: what waits, runs, was committed, refused'],
        [explainCommand(session), 'what happened to a file, a row or a batch, or what a code means'],
        [queryCommand(session), 'ask the tables in SQL, as Athena would, and see what it cost'],
        [driftCommand(session), 'headers that were seen and differ from their contract'],
        [verifyCommand(session), 'the accounts of a lake, from nothing but what lies in it'],
        [smokeCommand(session), "the contracts' queries: does each touch only what it needs?"],
      ],
    ],
    [
      'Act:',
      [
        [putCommand(session), 'put a file where its producers put theirs, and follow it'],
        [quarantineCommand(session), 'list, show, release and discard refused files'],
        [dispatchCommand(session), 'cut batches of what waits, and start their runs at once'],
        [dlqCommand(session), 'messages that intake gave up: list them, send them again'],
      ],
    ],
    [
      'Local lake:',
      [
        [localCommand(session), 'the lake on this machine: up, status, logs, down'],
        [runCommand(session), 'a lake on folders: load the files of one'],
      ],
    ],
    ['Reference:', [[docsCommand(session), 'write the generated pages of docs/, or check that they are fresh']]],
  ];
}

/** A command with what it takes; that all of them have options is no news. */
function subcommandTerm(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? '...' : '');
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...words].join(' ');
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
