import type { Contract } from '../model.ts';
import type { Rule, RuleHit } from '../rule.ts';

const NESTED = ['properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems'] as const;

/** What the meta-schema knows and nothing implements yet is refused: never ignored. */
export const unsupportedYet: Rule = {
  code: 'SLC2111',
  name: 'unsupported-yet',
  severity: 'error',
  title: 'Not supported yet',
  fault: 'user',
  why:
    'A contract is a promise. What the meta-schema describes but no code keeps would be a promise that is ' +
    'silently broken.',
  fix: 'remove it, or wait for the release that supports it',
  *check(contract) {
    yield* sourceHits(contract);
    const written = contract.document['x-dataset'];
    if (contract.dataset.onNewVersion !== 'reject')
      yield hit(
        '/x-dataset/onNewVersion',
        `onNewVersion "${contract.dataset.onNewVersion}"`,
        'use "reject", the default',
      );
    if (written.quality !== undefined) yield { ...hit('/x-dataset/quality', 'quality'), part: 'key' };
    if (written.engine?.sink !== undefined && written.engine.sink !== 'parquet')
      yield hit('/x-dataset/engine/sink', `the sink "${written.engine.sink}"`, 'use "parquet", the default');
    // It changes no row and no query, so a contract may state it already; it must not look as if somebody kept it.
    if (written.sla?.expectedEveryMinutes !== undefined)
      yield {
        ...hit(
          '/x-dataset/sla/expectedEveryMinutes',
          'expectedEveryMinutes',
          'keep it as a statement; nothing acts on it',
        ),
        severity: 'warning',
        part: 'key',
      };
    for (const { pointer, schema, type, jsonType } of contract.columns) {
      const lake = schema['x-column'].type;
      if (type === undefined) {
        const isNested = /^(array|struct)</.test(lake);
        yield isNested
          ? hit(`${pointer}/x-column/type`, `the nested type ${lake.slice(0, 60)}`)
          : {
              pointer: `${pointer}/x-column/type`,
              message: `${lake} has more than 38 digits, or more decimals than digits`,
              fix: 'decimal(p,s): p at most 38, s at most p',
            };
      } else if (jsonType === 'object' || jsonType === 'array')
        yield hit(`${pointer}/type`, `the nested type ${jsonType}`);
      for (const keyword of NESTED) {
        if (keyword in schema) yield { ...hit(`${pointer}/${keyword}`, keyword), part: 'key' };
      }
      if (schema['x-column'].pii !== undefined)
        yield hit(
          `${pointer}/x-column/pii`,
          `pii "${schema['x-column'].pii}"`,
          'keep personal data out of the lake until masking is supported',
        );
    }
  },
};

function* sourceHits({ dataset: { source } }: Contract): Iterable<RuleHit> {
  if (source.kind !== 's3')
    yield hit(
      '/x-dataset/source/kind',
      `source kind "${source.kind}"`,
      'land files under incoming/<dataset>/ and use "s3"',
    );
  if (source.format !== 'csv') yield hit('/x-dataset/source/format', `source format "${source.format}"`, 'use "csv"');
  if (!source.header)
    yield hit('/x-dataset/source/dialect/header', 'a file without a header', 'have the producer write a header record');
}

function hit(pointer: string, what: string, fix?: string): RuleHit {
  return { pointer, message: `${what} is not supported yet`, ...(fix === undefined ? {} : { fix }) };
}
