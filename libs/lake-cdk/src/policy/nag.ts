import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { ACCEPTED, type Accepted } from './accepted.ts';

/** What cdk-nag found, and what became of it. */
export interface NagVerdict {
  /** How many findings have a reason, by that reason. */
  readonly acknowledged: ReadonlyMap<Accepted, number>;
  /** Findings without a reason: `rule construct`. */
  readonly open: readonly string[];
}

/**
 * Runs the AwsSolutions rules, acknowledges on its own construct every finding that has a reason in `accepted.ts`, and
 * runs them once more: what is found then is open.
 */
export function checkWithNag(app: IConstruct): NagVerdict {
  const acknowledged = new Map<Accepted, number>();
  for (const { rule, path } of findings(app)) {
    const accepted = ACCEPTED.find(({ matches }) => matches.test(subjectOf(rule)));
    if (accepted === undefined) continue;
    Validations.of(constructAt(app, path)).acknowledge({ id: rule, reason: accepted.reason });
    acknowledged.set(accepted, (acknowledged.get(accepted) ?? 0) + 1);
  }
  return { acknowledged, open: findings(app).map(({ rule, path }) => `${rule} ${path}`) };
}

interface Finding {
  readonly rule: string;
  readonly path: string;
}

function findings(app: IConstruct): readonly Finding[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })),
  );
}

/**
 * The rule about wildcards names what it found: `AwsSolutions-IAM5[Resource::arn:…/*]`. That is what has a reason or
 * has none.
 */
function subjectOf(rule: string): string {
  return /\[(?:Resource|Action)::(.*)\]$/.exec(rule)?.[1] ?? rule;
}

function constructAt(app: IConstruct, path: string): IConstruct {
  return path.split('/').reduce((construct, id) => construct.node.findChild(id), app);
}
