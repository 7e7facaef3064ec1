export { deadLetterCount, filesOf, glueRuns as finishedRuns } from '@sluice/lake';
export type { FinishedRun } from './accounts.ts';
export { firedAlarms } from './alarms.ts';
export { queueUrl } from './burst.ts';
export { runDemo } from './demo.ts';
export { eventOf } from './event-message.ts';
export type { DemoOptions } from './outcome.ts';
