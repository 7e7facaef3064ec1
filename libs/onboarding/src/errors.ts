import { type ErrorCode, SluiceError, type SluiceErrorOptions } from '@sluice/protocol';

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
] as const satisfies readonly ErrorCode[];

/** A code of this lib. */
export type OnboardingCode = (typeof ONBOARDING_ERRORS)[number]['code'];

/** A sample that gives no basis for a contract. */
export class OnboardingError extends SluiceError {
  override readonly name = 'OnboardingError';

  constructor(code: OnboardingCode, message: string, options: SluiceErrorOptions = {}) {
    const definition = ONBOARDING_ERRORS.find((entry) => entry.code === code);
    if (definition === undefined) throw new TypeError(`code ${code} is not registered`);
    super(definition, message, options);
  }
}
