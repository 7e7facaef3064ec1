import { ACCEPTED, ACCEPTED_GUARDS, type Accepted } from './accepted.ts';
import type { Statement } from './statements.ts';

/** A wildcard that nobody has given a reason for. */
export interface Violation {
  readonly where: string;
  readonly what: string;
}

/** What a check over wildcards found. */
export interface WildcardVerdict {
  readonly violations: readonly Violation[];
  /** The accepted ones that were met. */
  readonly used: ReadonlySet<Accepted>;
}

/**
 * Finds wildcards: in an action, as a whole resource, or anywhere in a resource, unless it has a reason in
 * `accepted.ts`. Denials may say
 * `*`: they take away.
 */
export function findWildcards(
  statements: readonly Statement[],
  datasetOf: (stack: string) => string | undefined,
): WildcardVerdict {
  const violations: Violation[] = [];
  const used = new Set<Accepted>();
  for (const statement of statements.filter(({ effect }) => effect === 'Allow')) {
    const known = statement.kind === 'guard' ? ACCEPTED_GUARDS : ACCEPTED;
    for (const value of [...statement.actions, ...statement.resources, ...statement.principals].filter(isWild)) {
      const accepted = known.find(({ matches }) => isOwn(matches.exec(value), datasetOf(statement.stack)));
      if (accepted === undefined)
        violations.push({ where: `${statement.stack} ${statement.holder} ${statement.sid}`, what: value });
      else used.add(accepted);
    }
  }
  return { violations, used };
}

const isWild = (value: string) => /[*?]/.test(value);

/** The prefix of another dataset is no better than `*`. */
function isOwn(match: RegExpExecArray | null, datasetId: string | undefined): boolean {
  return match !== null && (match.groups?.['dataset'] ?? datasetId) === datasetId;
}
