import { READER, ReaderError } from './reader-error.ts';
import type { ColumnRule } from './reasons.ts';

/** The generated validator of a contract (`contracts/<dataset>/generated/validate.js`): ajv, all errors. */
export interface RowValidator {
  (row: unknown): boolean;
  errors?: readonly ValidatorError[] | null;
}

/** What the reader looks at in an ajv error. */
export interface ValidatorError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const RULE_OF: Readonly<Record<string, ColumnRule>> = {
  required: 'required',
  type: 'type',
  format: 'type',
  minimum: 'range',
  maximum: 'range',
  exclusiveMinimum: 'range',
  exclusiveMaximum: 'range',
  formatMinimum: 'range',
  formatMaximum: 'range',
  formatExclusiveMinimum: 'range',
  formatExclusiveMaximum: 'range',
  multipleOf: 'multiple',
  minLength: 'length',
  maxLength: 'length',
  pattern: 'pattern',
  enum: 'enum',
  const: 'enum',
};

/**
 * The rules that a typed row breaks, by column.
 *
 * @throws ReaderError when the validator says something that no rule stands for: then it belongs to another contract
 * than the plan
 */
export function brokenRules(
  validate: RowValidator,
  row: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, ReadonlySet<ColumnRule>> {
  const broken = new Map<string, Set<ColumnRule>>();
  if (validate(row)) return broken;
  for (const error of validate.errors ?? []) {
    const column =
      error.keyword === 'required' ? String(error.params['missingProperty']) : unescapePointer(error.instancePath);
    const rule = RULE_OF[error.keyword];
    if (rule === undefined || !Object.hasOwn(row, column)) {
      throw new ReaderError(
        READER.foreignValidator,
        `the validator reports "${error.keyword}" at "${error.instancePath}", which the plan knows nothing of`,
      );
    }
    const rules = broken.get(column) ?? new Set();
    broken.set(column, rules.add(rule));
  }
  return broken;
}

function unescapePointer(pointer: string): string {
  return pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
}
