import { runProcess } from '@sluice/terminal';
import { runCommandLine } from './commands/command-line.ts';

await runProcess(runCommandLine);
