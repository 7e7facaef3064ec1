import { type ErrorCode, SluiceError } from '@sluice/protocol';
import { compareFindings, type Finding, findingText, placeOf } from './finding.ts';

/** A contract or registry that cannot be used. Carries every finding, the first one first. */
export class ContractError extends SluiceError {
  override readonly name = 'ContractError';
  readonly findings: readonly Finding[];

  constructor(
    definition: ErrorCode,
    message: string,
    options: ConstructorParameters<typeof SluiceError>[2] & { findings?: readonly Finding[] } = {},
  ) {
    const { findings = [], ...rest } = options;
    super(definition, message, rest);
    this.findings = findings;
  }

  /** The error for findings of one code: its message is the first finding's, and says how many more there are. */
  static of(definition: ErrorCode, findings: readonly Finding[]): ContractError {
    const sorted = [...findings].sort(compareFindings);
    const [first] = sorted;
    if (first === undefined) return new ContractError(definition, definition.title);
    const more = sorted.length > 1 ? ` (and ${sorted.length - 1} more)` : '';
    return new ContractError(definition, first.message + more, { ...placeOf(first), fix: first.fix, findings: sorted });
  }

  /** Every finding as one line of text. */
  get lines(): readonly string[] {
    return this.findings.map(findingText);
  }
}
