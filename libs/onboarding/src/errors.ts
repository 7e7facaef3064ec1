import { type ErrorCode, registeredError } from '@sluice/protocol';

/** The codes of onboarding. */
export const ONBOARDING_ERRORS = [
  {
    code: 'SLC8007',
    title: 'The file gives no basis for a contract',
    fault: 'user',
    why:
      'A contract is inferred from a CSV file with one header line and at least one record, in UTF-8 or ' +
      'Windows-1252.',
    fix: 'Give another file, or write the contract by hand: docs/contract-reference.md.',
  },
  {
    code: 'SLC8008',
    title: 'The dataset exists already',
    fault: 'user',
    why: '`contract new` never overwrites a contract.',
    fix: 'Choose another id with --id, or edit the contract that is there.',
  },
] as const satisfies readonly ErrorCode[];

/** A contract that cannot be made. */
export class OnboardingError extends registeredError(ONBOARDING_ERRORS) {
  override readonly name = 'OnboardingError';
}
