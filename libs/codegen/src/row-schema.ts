import {
  type Column,
  type ColumnDocument,
  type Contract,
  canonicalValue,
  integerRange,
  type Scalar,
} from '@sluice/contract';

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const KEPT = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'formatMinimum',
  'formatMaximum',
  'formatExclusiveMinimum',
  'formatExclusiveMaximum',
] as const satisfies readonly (keyof ColumnDocument)[];

/**
 * The JSON Schema of a typed row as the reader makes it: the contract's, with canonical enum values and with what a
 * lake type says but JSON Schema's types do not (32 bits, 2^53 - 1, precision and scale).
 */
export function rowSchemaOf(contract: Contract): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: contract.columns.map(({ name }) => name),
    properties: Object.fromEntries(contract.columns.map((column) => [column.name, valueSchemaOf(column)])),
  };
}

function valueSchemaOf(column: Column): JsonSchema {
  const { schema } = column;
  const kept = Object.fromEntries(
    KEPT.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]),
  );
  return {
    type: column.nullable ? [column.jsonType, 'null'] : column.jsonType,
    ...kept,
    ...limitsOf(column),
    ...enumOf(column),
  };
}

/** The values of `enum` or `const` as a typed row holds them; `undefined` when any value is good. */
export function allowedValues(column: Column): readonly Scalar[] | undefined {
  const values = column.schema.const === undefined ? column.schema.enum : [column.schema.const];
  if (values === undefined) return undefined;
  const canonical = values
    .filter((value) => value !== null)
    .map((value) => (typeof value === 'string' ? (canonicalValue(column, value) ?? value) : value));
  return column.nullable ? [...canonical, null] : canonical;
}

function enumOf(column: Column): JsonSchema {
  const values = allowedValues(column);
  return values === undefined ? {} : { enum: values };
}

function limitsOf({ type, jsonType, schema }: Column): JsonSchema {
  const range = jsonType === 'integer' ? integerRange(type?.kind ?? '', jsonType) : undefined;
  if (range !== undefined) {
    const [low, high] = [Number(range.lowest), Number(range.highest)];
    return { minimum: Math.max(low, schema.minimum ?? low), maximum: Math.min(high, schema.maximum ?? high) };
  }
  if (type?.kind !== 'decimal') return {};
  const whole = type.precision - type.scale;
  const integer = whole === 0 ? '0' : `(?:0|[1-9][0-9]{0,${whole - 1}})`;
  return { pattern: `^-?${integer}${type.scale === 0 ? '' : `(?:\\.[0-9]{1,${type.scale}})?`}$` };
}
