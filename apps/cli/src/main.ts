import { runProcess } from '@sluice/terminal';
import { runCommandLine } from './terminal/command-line.ts';

await runProcess(runCommandLine);
