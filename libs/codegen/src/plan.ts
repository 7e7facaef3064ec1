import { type Column, type Contract, canonicalValue, portablePattern, type Scalar } from '@sluice/contract';
import { defaultFormat, guardOf, lakeTypeText } from '@sluice/contract/formats';
import type { Plan, PlanColumn, PlanRule, PlanSource } from '@sluice/protocol';
import { CODEGEN, CodegenError } from './errors.ts';

/**
 * The plan of a contract: what the data plane does with its files, and nothing that only describes them, so that a
 * changed description changes no plan digest. Semantics are in `docs/reading-rules.md`.
 *
 * @throws CodegenError when the contract says something that lint would have refused
 */
export function planOf(contract: Contract): Plan {
  const { dataset } = contract;
  return {
    plan_format: 1,
    dataset_id: dataset.id,
    source: sourceOf(contract),
    columns: contract.columns.map((column) => columnOf(contract, column)),
    partition: dataset.partition,
    sort: dataset.sort,
    dedupe: dataset.dedupe,
    drift: dataset.drift,
  };
}

function sourceOf(contract: Contract): PlanSource {
  const { source } = contract.dataset;
  if (source.kind !== 's3' || source.format !== 'csv')
    throw unplannable(contract, '/x-dataset/source', `source ${source.kind}/${source.format} is not supported yet`);
  return {
    format: 'csv',
    suffix: source.suffix,
    compression: source.compression,
    encoding: source.encoding,
    delimiter: source.delimiter,
    quote: source.quote,
    escape: source.escape,
    decimal_comma: source.decimalComma,
    max_bytes: source.maxBytes,
    max_inflated_bytes: source.maxInflatedBytes,
  };
}

function columnOf(contract: Contract, column: Column): PlanColumn {
  const { type } = column;
  if (type === undefined)
    throw unplannable(
      contract,
      `${column.pointer}/x-column/type`,
      `type ${column.schema['x-column'].type} is not supported yet`,
    );
  const format = column.format ?? defaultFormat(type);
  return {
    name: column.name,
    headers: column.headers,
    type: lakeTypeText(type),
    nullable: column.nullable,
    null_tokens: column.nullTokens,
    guard: guardOf(type, { format, decimalComma: contract.dataset.source.decimalComma }),
    ...(type.kind === 'bigint' ? { safe_integer: column.jsonType === 'integer' } : {}),
    format,
    missing: missingOf(contract, column),
    rules: rulesOf(contract, column),
  };
}

function missingOf(contract: Contract, column: Column): PlanColumn['missing'] {
  const policy = contract.dataset.drift.missing_column;
  const fill = column.schema.default;
  if (policy !== 'default') return { policy, default: null };
  if (fill === undefined || fill === null) return { policy: 'null', default: null };
  return { policy: 'default', default: textOf(contract, column, 'default', fill) };
}

// In the order in which reasons are listed.
function rulesOf(contract: Contract, column: Column): readonly PlanRule[] {
  const { schema } = column;
  const rules: PlanRule[] = [];
  const range = rangeOf(contract, column);
  if (Object.keys(range).length > 0) rules.push({ rule: 'range', ...range });
  if (schema.multipleOf !== undefined)
    rules.push({ rule: 'multiple', of: textOf(contract, column, 'multipleOf', schema.multipleOf) });
  if (schema.minLength !== undefined || schema.maxLength !== undefined) {
    rules.push({
      rule: 'length',
      ...(schema.minLength === undefined ? {} : { minimum: schema.minLength }),
      ...(schema.maxLength === undefined ? {} : { maximum: schema.maxLength }),
    });
  }
  if (schema.pattern !== undefined) {
    const { java, problem } = portablePattern(schema.pattern);
    if (java === undefined) throw unplannable(contract, `${column.pointer}/pattern`, `pattern: ${problem}`);
    rules.push({ rule: 'pattern', pattern: schema.pattern, java_pattern: java });
  }
  const values = schema.const === undefined ? schema.enum : [schema.const];
  if (values !== undefined) {
    rules.push({
      rule: 'enum',
      values: values.filter((value) => value !== null).map((value) => textOf(contract, column, 'enum', value)),
    });
  }
  return rules;
}

function rangeOf(contract: Contract, column: Column): Omit<Extract<PlanRule, { rule: 'range' }>, 'rule'> {
  const { schema } = column;
  const bound = (
    keyword: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum',
    name: string,
  ): Record<string, string> => {
    const formatKeyword = `format${keyword.charAt(0).toUpperCase()}${keyword.slice(1)}` as 'formatMinimum';
    const value = schema[keyword] ?? schema[formatKeyword];
    return value === undefined
      ? {}
      : { [name]: textOf(contract, column, schema[keyword] === undefined ? formatKeyword : keyword, value) };
  };
  return {
    ...bound('minimum', 'minimum'),
    ...bound('maximum', 'maximum'),
    ...bound('exclusiveMinimum', 'exclusive_minimum'),
    ...bound('exclusiveMaximum', 'exclusive_maximum'),
  };
}

function textOf(contract: Contract, column: Column, keyword: string, value: Scalar): string {
  const text = canonicalValue(column, value);
  if (text === undefined)
    throw unplannable(
      contract,
      `${column.pointer}/${keyword}`,
      `${keyword} ${JSON.stringify(value)} is no ${column.schema['x-column'].type}`,
    );
  return text;
}

function unplannable(contract: Contract, pointer: string, why: string): CodegenError {
  return new CodegenError(CODEGEN.notLinted, `${contract.dataset.id}: ${why}`, {
    file: contract.file,
    dataset: contract.dataset.id,
    ...contract.at(pointer),
  });
}
