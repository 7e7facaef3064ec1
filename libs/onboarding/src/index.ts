export { type CreatedContract, createContract } from './create-contract.ts';
export { ONBOARDING_ERRORS } from './errors.ts';
