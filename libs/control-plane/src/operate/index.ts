export { createSqsIntakeQueue, type IntakeQueue, releaseMessage } from './intake-queue.ts';
export { discardFiles, type Operated, type Operation, releaseFiles } from './operate.ts';
