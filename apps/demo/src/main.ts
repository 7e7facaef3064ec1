import { runProcess } from '@sluice/terminal';
import { runDemoLine } from './demo-line.ts';

await runProcess(runDemoLine);
