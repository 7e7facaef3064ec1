import type { Plan } from '@sluice/contract';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import headSchema from '../../protocol/schemas/head.schema.json' with { type: 'json' };
import intentSchema from '../../protocol/schemas/intent.schema.json' with { type: 'json' };
import manifestSchema from '../../protocol/schemas/manifest.schema.json' with { type: 'json' };
import planSchema from '../../protocol/schemas/plan.schema.json' with { type: 'json' };
import quarantineRowSchema from '../../protocol/schemas/quarantine-row.schema.json' with { type: 'json' };
import reportSchema from '../../protocol/schemas/report.schema.json' with { type: 'json' };
import type { BatchHead, Intent, Manifest, QuarantineRow, RunReport } from './document-types.ts';
import { CODEGEN, CodegenError } from './errors.ts';

/** The documents where TypeScript and Python meet, by name, each with its type. */
export interface Documents {
  readonly plan: Plan;
  readonly manifest: Manifest;
  readonly head: BatchHead;
  readonly intent: Intent;
  readonly report: RunReport;
  readonly 'quarantine-row': QuarantineRow;
}

/** The name of a document. */
export type DocumentName = keyof Documents;

/** JSON Schema of each document. */
export const DOCUMENT_SCHEMAS: Readonly<Record<DocumentName, Readonly<Record<string, unknown>>>> = {
  plan: planSchema,
  manifest: manifestSchema,
  head: headSchema,
  intent: intentSchema,
  report: reportSchema,
  'quarantine-row': quarantineRowSchema,
};

const compiled = new Map<DocumentName, ValidateFunction>();

function validator(name: DocumentName): ValidateFunction {
  let validate = compiled.get(name);
  if (validate === undefined) {
    const ajv = new Ajv2020.default({ allErrors: true, strict: true, allowUnionTypes: true });
    addFormats.default(ajv);
    validate = ajv.compile(DOCUMENT_SCHEMAS[name]);
    compiled.set(name, validate);
  }
  return validate;
}

/** What is wrong with a document, one line each, with the JSON pointer; empty when nothing is. */
export function documentProblems(name: DocumentName, value: unknown): readonly string[] {
  const validate = validator(name);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = 'additionalProperty' in params ? ` "${String(params['additionalProperty'])}"` : '';
    return `${instancePath === '' ? '/' : instancePath} ${message ?? 'is wrong'}${extra}`;
  });
}

/**
 * Checks a document against its schema and gives it its type.
 *
 * @param where file or key of the document, for the message
 * @throws CodegenError SLC3005 with the first problems
 */
export function parseDocument<Name extends DocumentName>(name: Name, value: unknown, where?: string): Documents[Name] {
  const problems = documentProblems(name, value);
  if (problems.length === 0) return value as Documents[Name];
  const shown = problems.slice(0, 3).join('; ') + (problems.length > 3 ? `; and ${problems.length - 3} more` : '');
  throw new CodegenError(
    CODEGEN.document,
    `${where ?? `this ${name}`} is no ${name}: ${shown}`,
    where === undefined ? {} : { file: where },
  );
}
