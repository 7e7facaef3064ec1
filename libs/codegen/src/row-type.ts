import type { Column, Contract } from '@sluice/contract';
import { compile } from 'json-schema-to-typescript';
import { generatedLine } from './header.ts';
import { allowedValues, type JsonSchema } from './row-schema.ts';

/** The name of a dataset's row type: `SalesRow`. */
export function rowTypeName(dataset: string): string {
  return `${dataset
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}Row`;
}

/** `row.ts`: the type of a row, with the contract's descriptions. */
export async function rowTypeOf(contract: Contract): Promise<string> {
  const name = rowTypeName(contract.dataset.id);
  const schema = {
    title: name,
    ...doc(contract.document.description ?? contract.document.title),
    type: 'object',
    additionalProperties: false,
    required: contract.columns.map((column) => column.name),
    properties: Object.fromEntries(contract.columns.map((column) => [column.name, propertyOf(column)])),
  };
  const text = await compile(schema as Parameters<typeof compile>[0], name, {
    bannerComment: `// ${generatedLine(contract.dataset.id)}`,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 140 },
  });
  return text.replace(/\r\n/g, '\n').trimEnd() + '\n';
}

// Titles of properties would become types of their own; they go into the text.
function propertyOf(column: Column): JsonSchema {
  const { title, description, deprecated } = column.schema;
  const { unit } = column.schema['x-column'];
  const values = allowedValues(column);
  const text = [title, description, meaning(column), unit === undefined ? undefined : `Unit: ${unit}.`]
    .filter((part) => part !== undefined)
    .join('\n');
  return {
    ...doc(text),
    ...(deprecated === true ? { deprecated } : {}),
    ...(values === undefined
      ? { type: column.nullable ? [column.jsonType, 'null'] : column.jsonType }
      : { enum: values }),
  };
}

// What the TypeScript type alone does not say.
function meaning({ type, jsonType }: Column): string | undefined {
  if (type?.kind === 'decimal') return `Decimal with ${type.scale} decimals, as text: exact.`;
  if (type?.kind === 'bigint' && jsonType === 'string') return '64-bit integer, as text: exact.';
  if (type?.kind === 'date') return 'Date, yyyy-MM-dd.';
  if (type?.kind === 'timestamp') return 'UTC instant, yyyy-MM-ddTHH:mm:ss.ffffffZ.';
  return undefined;
}

// A description may hold what ends a comment, and characters that make a text file binary.
function doc(text: string | undefined): { description?: string } {
  return text === undefined || text === ''
    ? {}
    : {
        description: text
          .replaceAll('*/', '* /')
          .replace(/\r\n?|[\u2028\u2029]/g, '\n')
          .replace(/[^\P{Cc}\n]/gu, ' '),
      };
}
