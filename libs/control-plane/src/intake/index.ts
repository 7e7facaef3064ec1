export { type Candidate, type Contract, type Decision, decideByHead, decideByName, type Gone } from './decide.ts';
export { handleBatch, type IntakeServices, type QueueRecord } from './handle-batch.ts';
export { handleMessage, type IntakeDependencies, type Outcome } from './handle-record.ts';
export { type Dataset, type HeadJudgement, judgeObject } from './judge-object.ts';
export {
  type IntakeMessage,
  type MessageScope,
  parseMessage,
  RELEASE_SOURCE,
  RELEASE_TYPE,
  RefusedMessage,
} from './message.ts';
export { createNudging } from './nudging.ts';
export { type ObjectHead, type ObjectHeads, s3ObjectHeads } from './object-heads.ts';
