import type { Session } from '@sluice/terminal';
import { Command } from 'commander';
import { localLogsCommand } from './local-logs.ts';
import { localStatusCommand } from './local-status.ts';
import { localDownCommand, localUpCommand } from './local-up.ts';

/** `sluice local up | down | status | logs`: the lake of AWS services on this machine. */
export function localCommand(session: Session): Command {
  return new Command('local')
    .description('Run the lake on this machine: the stacks that go to AWS, deployed to an emulator on 127.0.0.1.')
    .helpOption('-h, --help', 'show this help')
    .showSuggestionAfterError(true)
    .addCommand(localUpCommand(session))
    .addCommand(localDownCommand(session))
    .addCommand(localStatusCommand(session))
    .addCommand(localLogsCommand(session))
    .addHelpText(
      'after',
      `
Examples:
  npx sluice local up       start it and deploy every stack; again: deploy what changed
  npx sluice local status   where it answers, and when it ends by itself
  npx sluice local logs     what has a log
  npx sluice local down     end it; its objects and tables go with it
`,
    );
}
