import { invalidInput } from '../service/aws-error.ts';
import { type Comparison, type Expression, type Operand, type Predicate, unsupported } from './expression.ts';
import { type Column, NULL_PARTITION } from './model.ts';
import { compareTyped, familyOf, isTyped, type TypeFamily } from './partition-values.ts';

/** True, false, or unknown as SQL has it. */
type Verdict = boolean | null;

/** A filter ready to be asked about the values of one partition after another. */
export type PartitionFilter = (values: readonly string[]) => boolean;

/**
 * Binds an expression to the partition keys of a table; an unknown key or a literal that is no value of the key's type
 * is refused.
 */
export function bindExpression(expression: Expression, keys: readonly Column[], text: string): PartitionFilter {
  const position = new Map(keys.map((key, index) => [key.Name.toLowerCase(), index]));
  const families = keys.map((key) => familyOf(key.Type ?? 'string'));
  check(expression);
  return (values) => evaluate(expression, values) === true;

  function familyOfAll(operands: readonly Operand[]): TypeFamily {
    const columns = new Set(
      operands.flatMap((operand) => (operand.kind === 'column' ? [families[indexOf(operand.name)] ?? 'text'] : [])),
    );
    if (columns.size > 1) throw unsupported(text);
    const [family] = columns;
    if (family !== undefined) return family;
    return operands.every((operand) => operand.kind === 'literal' && !operand.quoted) ? 'number' : 'text';
  }

  function indexOf(name: string): number {
    const index = position.get(name);
    if (index === undefined) throw invalidInput(`Partition key ${name} not found in the table's partition keys`);
    return index;
  }

  /** Everything that may refuse happens here, so that the answer does not depend on which partitions there are. */
  function check(node: Expression): void {
    if ('left' in node && node.kind !== 'compare') {
      check(node.left);
      check(node.right);
    } else if (node.kind === 'not') check(node.operand);
    else {
      const operands = operandsOf(node);
      const family = node.kind === 'like' ? 'text' : familyOfAll(operands);
      if (node.kind === 'like' && familyOfAll(operands) !== 'text') throw unsupported(text);
      for (const operand of operands) {
        if (operand.kind === 'column') indexOf(operand.name);
        else if (!isTyped(operand.text, family)) throw unsupported(text);
      }
    }
  }

  function textValue(operand: Operand, values: readonly string[], family: TypeFamily): string | null {
    if (operand.kind === 'literal') return operand.text;
    const value = values[indexOf(operand.name)];
    // A stored value that is none of its type reads as null, as Hive reads it.
    return value === undefined || value === NULL_PARTITION || !isTyped(value, family) ? null : value;
  }

  function compare(
    operator: Comparison,
    left: Operand,
    right: Operand,
    family: TypeFamily,
    values: readonly string[],
  ): Verdict {
    const a = textValue(left, values, family);
    const b = textValue(right, values, family);
    if (a === null || b === null) return null;
    const order = compareTyped(a, b, family);
    switch (operator) {
      case '=':
        return order === 0;
      case '<>':
        return order !== 0;
      case '<':
        return order < 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '>=':
        return order >= 0;
    }
  }

  function evaluate(node: Expression, values: readonly string[]): Verdict {
    switch (node.kind) {
      case 'and':
        return and(evaluate(node.left, values), evaluate(node.right, values));
      case 'or':
        return not(and(not(evaluate(node.left, values)), not(evaluate(node.right, values))));
      case 'not':
        return not(evaluate(node.operand, values));
      case 'compare':
        return compare(node.operator, node.left, node.right, familyOfAll([node.left, node.right]), values);
      case 'between': {
        const family = familyOfAll(operandsOf(node));
        return and(
          compare('>=', node.operand, node.low, family, values),
          compare('<=', node.operand, node.high, family, values),
        );
      }
      case 'in': {
        const family = familyOfAll(operandsOf(node));
        return node.values
          .map((value) => compare('=', node.operand, value, family, values))
          .reduce<Verdict>((left, right) => not(and(not(left), not(right))), false);
      }
      case 'like': {
        const value = textValue(node.operand, values, 'text');
        const pattern = textValue(node.pattern, values, 'text');
        return value === null || pattern === null ? null : likePattern(pattern).test(value);
      }
      case 'null': {
        const family = node.operand.kind === 'column' ? familyOfAll([node.operand]) : 'text';
        return textValue(node.operand, values, family) === null;
      }
    }
  }
}

function operandsOf(node: Predicate): Operand[] {
  switch (node.kind) {
    case 'compare':
      return [node.left, node.right];
    case 'between':
      return [node.operand, node.low, node.high];
    case 'in':
      return [node.operand, ...node.values];
    case 'like':
      return [node.operand, node.pattern];
    case 'null':
      return [node.operand];
  }
}

function and(left: Verdict, right: Verdict): Verdict {
  if (left === false || right === false) return false;
  return left === null || right === null ? null : true;
}

function not(verdict: Verdict): Verdict {
  return verdict === null ? null : !verdict;
}

function likePattern(pattern: string): RegExp {
  const source = [...pattern].map((char) => {
    if (char === '%') return '[\\s\\S]*';
    return char === '_' ? '[\\s\\S]' : char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 'u');
}
