export { checkGeneratedContracts, generateContracts } from './contracts.ts';
export { planText } from './digests.ts';
export { CODEGEN_ERRORS } from './errors.ts';
export { checkGenerated, generate, replaceFile, writeGenerated } from './generate.ts';
export { planOf } from './plan.ts';
export { contractReference } from './reference.ts';
export {
  type RetentionSummary,
  readRetention,
  retentionPath,
  staleRetentions,
  writeRetention,
} from './retention.ts';
