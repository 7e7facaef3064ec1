import type { Column } from '../model.ts';
import type { Rule, RuleHit } from '../rule.ts';

const NUMBER_KEYWORDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const;
const STRING_KEYWORDS = ['minLength', 'maxLength', 'pattern'] as const;
const FORMAT_KEYWORDS = ['formatMinimum', 'formatMaximum', 'formatExclusiveMinimum', 'formatExclusiveMaximum'] as const;

/** JSON type and format of each lake type: what a typed row holds. */
const WRITTEN: Readonly<Record<string, readonly { readonly type: string; readonly format?: string }[]>> = {
  string: [{ type: 'string' }],
  boolean: [{ type: 'boolean' }],
  int: [{ type: 'integer' }],
  bigint: [{ type: 'integer' }, { type: 'string', format: 'int64' }],
  double: [{ type: 'number' }],
  decimal: [{ type: 'string', format: 'decimal' }],
  date: [{ type: 'string', format: 'date' }],
  timestamp: [{ type: 'string', format: 'date-time' }],
};

/** The JSON type, its format and the lake type say the same, and every keyword acts on that type. */
export const typeFormatAgreement: Rule = {
  code: 'SLC2104',
  name: 'type-format-agreement',
  severity: 'error',
  title: 'JSON type and lake type disagree',
  fault: 'user',
  why:
    'The JSON type decides what validators see, x-column.type what the table stores. A keyword for another type ' +
    'would silently do nothing.',
  fix: 'see "Types" in docs/contract-reference.md',
  *check({ columns }) {
    for (const column of columns) {
      if (column.type === undefined) continue;
      const disagreement = disagreementOf(column, column.type.kind);
      if (disagreement !== undefined) yield disagreement;
      else yield* idleKeywords(column);
    }
  },
};

function disagreementOf(column: Column, kind: string): RuleHit | undefined {
  const { jsonType, schema, name, pointer } = column;
  const good = WRITTEN[kind] ?? [];
  if (good.some(({ type, format }) => type === jsonType && format === schema.format)) return undefined;
  const wanted = good
    .map(({ type, format }) => `"type": "${type}"${format === undefined ? '' : `, "format": "${format}"`}`)
    .join(' or ');
  const found = `"type": "${jsonType}"${
    schema.format === undefined ? ' without format' : ', "format": ' + `"${schema.format}"`
  }`;
  const typeIsRight = good.some(({ type }) => type === jsonType);
  const at = typeIsRight && schema.format !== undefined ? 'format' : 'type';
  return {
    pointer: `${pointer}/${at}`,
    message: `the column "${name}" is ${schema['x-column'].type} in the lake, but ${found}`,
    fix: `write ${wanted}`,
  };
}

function* idleKeywords({ name, pointer, schema, type, jsonType }: Column): Iterable<RuleHit> {
  const acts = {
    number: jsonType === 'integer' || jsonType === 'number',
    string: type?.kind === 'string',
    format: schema.format !== undefined,
  };
  const idle = [
    ...NUMBER_KEYWORDS.filter(() => !acts.number),
    ...STRING_KEYWORDS.filter(() => !acts.string),
    ...FORMAT_KEYWORDS.filter(() => !acts.format),
  ];
  for (const keyword of idle) {
    if (schema[keyword] === undefined) continue;
    const instead =
      acts.format && keyword in INSTEAD ? `write ${INSTEAD[keyword]} with the bound as text` : `remove ${keyword}`;
    yield {
      pointer: `${pointer}/${keyword}`,
      part: 'key',
      message: `${keyword} does nothing in the column "${name}", which is ${schema['x-column'].type}`,
      fix: instead,
    };
  }
}

const INSTEAD: Readonly<Record<string, string>> = {
  minimum: 'formatMinimum',
  maximum: 'formatMaximum',
  exclusiveMinimum: 'formatExclusiveMinimum',
  exclusiveMaximum: 'formatExclusiveMaximum',
};
