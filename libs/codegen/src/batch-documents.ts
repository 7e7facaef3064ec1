import headSchema from '../../protocol/schemas/head.schema.json' with { type: 'json' };
import intentSchema from '../../protocol/schemas/intent.schema.json' with { type: 'json' };
import manifestSchema from '../../protocol/schemas/manifest.schema.json' with { type: 'json' };
import reportSchema from '../../protocol/schemas/report.schema.json' with { type: 'json' };
import type { BatchHead, Intent, Manifest, RunReport } from './document-types.ts';
import { CODEGEN, CodegenError } from './errors.ts';
import { checkOf } from './schema-check.ts';

/** The documents of a batch, by name, each with its type. */
export interface BatchDocuments {
  readonly manifest: Manifest;
  readonly head: BatchHead;
  readonly intent: Intent;
  readonly report: RunReport;
}

const CHECKS = {
  manifest: checkOf(manifestSchema),
  head: checkOf(headSchema),
  intent: checkOf(intentSchema),
  report: checkOf(reportSchema),
};

/**
 * What is wrong with a document of a batch, one line each; empty when nothing is. The same verdicts as
 * `documentProblems`, without ajv.
 */
export function batchDocumentProblems(name: keyof BatchDocuments, value: unknown): readonly string[] {
  return CHECKS[name](value);
}

/**
 * Reads a document of a batch from its text.
 *
 * @param where bucket and key, for the message
 * @throws CodegenError SLC3005 when it is not JSON or does not follow its schema
 */
export function parseBatchDocument<Name extends keyof BatchDocuments>(
  name: Name,
  text: string,
  where: string,
): BatchDocuments[Name] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CodegenError(CODEGEN.document, `${where} is no ${name}: it is not JSON`, { file: where, cause });
  }
  const problems = batchDocumentProblems(name, value);
  if (problems.length === 0) return value as BatchDocuments[Name];
  const shown = problems.slice(0, 3).join('; ') + (problems.length > 3 ? `; and ${problems.length - 3} more` : '');
  throw new CodegenError(CODEGEN.document, `${where} is no ${name}: ${shown}`, { file: where });
}
