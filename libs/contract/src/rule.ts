import type { ErrorCode } from '@sluice/protocol';
import type { Severity } from './finding.ts';
import type { Contract } from './model.ts';

/** What a rule found: the place by JSON pointer, and the sentence. */
export interface RuleHit {
  readonly pointer: string;
  /** Point at the property name instead of the value. */
  readonly part?: 'key';
  readonly message: string;
  /** The remedy for this very case; without it the rule's stands. */
  readonly fix?: string;
  /** A hit that is less bad than the rule. */
  readonly severity?: Severity;
}

/** One lint rule: one question about one contract. Rules look at nothing but the contract and change nothing. */
export interface Rule extends ErrorCode {
  /** Kebab-case, equal to its file's name. */
  readonly name: string;
  readonly severity: Severity;
  readonly check: (contract: Contract) => Iterable<RuleHit>;
}
