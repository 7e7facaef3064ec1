import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTRACT_ERRORS } from '@sluice/contract';
import { LAKE_ERRORS } from '@sluice/lake';
import { CHECKOUT } from '@sluice/lake/local';
import type { ErrorCode } from '@sluice/protocol';
import { QUERY_ERRORS } from '@sluice/query';
import { CLI_ERRORS } from '@sluice/terminal';

/** What is started, not imported: their registries are documents. */
const DOCUMENTS = [
  'apps/local-cloud/error-codes.json',
  'apps/local-cloud/emulator/sluice_emulator/error_codes.json',
  'tools/setup/error-codes.json',
];

/** The definition of a code that the demo may show. Never fails: it is asked for while another error is being shown. */
export async function definitionOf(code: string): Promise<ErrorCode | undefined> {
  const own: readonly ErrorCode[] = [...CLI_ERRORS, ...LAKE_ERRORS, ...QUERY_ERRORS, ...CONTRACT_ERRORS];
  const found = own.find((entry) => entry.code === code);
  if (found !== undefined) return found;
  const read = async (path: string) => JSON.parse(await readFile(join(CHECKOUT, path), 'utf8')) as ErrorCode[];
  const documents = await Promise.all(DOCUMENTS.map((path) => read(path).catch(() => [])));
  return documents.flat().find((entry) => entry.code === code);
}
