import {
  codePointLength,
  compareDate,
  compareDecimal,
  compareInt64,
  compareTimestamp,
  parseDecimal,
  parseInt64,
} from '@sluice/contract/formats';
import type { PlanColumn, PlanRule } from '@sluice/protocol';
import { isNumeric, type TypedValue } from './cells.ts';
import { COLUMN_RULES, type ColumnRule } from './reasons.ts';

/** Names the rules that a value (not null) breaks, in the order of reasons. */
export type RuleJudge = (value: TypedValue) => readonly ColumnRule[];

type Value = NonNullable<TypedValue>;
type Test = (value: Value) => boolean;

/**
 * Compiles the rules of a column from the plan. The generated validator says the same from the contract; this is for
 * plans without a contract at hand (conformance files, `explain` of an old batch), and tests hold the two together.
 */
export function compileRules(column: PlanColumn): RuleJudge {
  const tests = [...column.rules]
    .sort((a, b) => COLUMN_RULES.indexOf(a.rule) - COLUMN_RULES.indexOf(b.rule))
    .map((rule) => [rule.rule, testOf(rule, column)] as const);
  return (value) => (value === null ? [] : tests.filter(([, test]) => !test(value)).map(([rule]) => rule));
}

function testOf(rule: PlanRule, column: PlanColumn): Test {
  switch (rule.rule) {
    case 'range':
      return rangeTest(rule, comparison(column));
    case 'multiple':
      return multipleTest(rule.of, column);
    case 'length': {
      const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = rule;
      return (value) => {
        const length = codePointLength(String(value));
        return length >= minimum && length <= maximum;
      };
    }
    case 'pattern': {
      const pattern = new RegExp(rule.pattern, 'u');
      return (value) => pattern.test(String(value));
    }
    case 'enum': {
      // Canonical texts name a value in one way only, minus zero apart.
      const values = new Set(isNumeric(column) ? rule.values.map((text) => String(Number(text))) : rule.values);
      return (value) => values.has(String(value));
    }
  }
}

function rangeTest(rule: Extract<PlanRule, { rule: 'range' }>, compare: (value: Value, bound: string) => number): Test {
  const { minimum, maximum, exclusive_minimum: above, exclusive_maximum: below } = rule;
  return (value) =>
    (minimum === undefined || compare(value, minimum) >= 0) &&
    (maximum === undefined || compare(value, maximum) <= 0) &&
    (above === undefined || compare(value, above) > 0) &&
    (below === undefined || compare(value, below) < 0);
}

function comparison(column: PlanColumn): (value: Value, bound: string) => number {
  if (isNumeric(column)) return (value, bound) => Number(value) - Number(bound);
  const compare =
    column.type === 'bigint'
      ? compareInt64
      : column.type === 'date'
        ? compareDate
        : column.type === 'timestamp'
          ? compareTimestamp
          : compareDecimal;
  return (value, bound) => compare(String(value), bound) ?? Number.NaN;
}

function multipleTest(of: string, column: PlanColumn): Test {
  if (isNumeric(column)) return (value) => Number(value) % Number(of) === 0;
  if (column.type === 'bigint') return (value) => (parseInt64(String(value)) ?? 1n) % (parseInt64(of) ?? 1n) === 0n;
  const divisor = parseDecimal(of) ?? { unscaled: 1n, scale: 0 };
  return (value) => {
    const { unscaled, scale } = parseDecimal(String(value)) ?? { unscaled: 1n, scale: 0 };
    const common = Math.max(scale, divisor.scale);
    return (
      (unscaled * 10n ** BigInt(common - scale)) % (divisor.unscaled * 10n ** BigInt(common - divisor.scale)) === 0n
    );
  };
}
