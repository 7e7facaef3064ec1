import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import type { ErrorCode } from '@sluice/protocol';
import { CLI_ERRORS } from '@sluice/terminal';

/** Codes of one part of Sluice. */
export interface Registry {
  readonly range: string;
  readonly title: string;
  readonly codes: readonly ErrorCode[];
}

/** The first digits of a code say which part it belongs to, in the order in which they are shown. */
const RANGES: readonly (readonly [range: string, title: string])[] = [
  ['SLC1xxx', 'Set-up and tools'],
  ['SLC2xxx', 'Contracts'],
  ['SLC3xxx', 'Generated files and documents'],
  ['SLC4xxx', 'Reading files'],
  ['SLC5xxx', 'The job'],
  ['SLC6xxx', 'The local lake'],
  ['SLC7xxx', 'Queries'],
  ['SLC8xxx', 'The command line'],
  ['SLC90xx', 'The control plane'],
  ['SLC95xx', 'Stacks and their deployment'],
];

/** Every registry of codes, in the order of their ranges. Loaded only when somebody asks. */
export async function registries(): Promise<readonly Registry[]> {
  const all = (await Promise.all(registered())).flat();
  return RANGES.map(([range, title]) => ({
    range,
    title,
    codes: all
      .filter(({ code }) => code.startsWith(range.replaceAll('x', '')))
      .sort((a, b) => a.code.localeCompare(b.code)),
  }));
}

/** The definition of a code. Never fails: it is asked for while another error is being shown. */
export async function definitionOf(code: string): Promise<ErrorCode | undefined> {
  const own = CLI_ERRORS.find((entry) => entry.code === code);
  if (own !== undefined) return own;
  try {
    return (await registries()).flatMap((registry) => registry.codes).find((entry) => entry.code === code);
  } catch {
    return undefined;
  }
}

/** What each part has registered, wherever it keeps it. */
function registered(): readonly Promise<readonly ErrorCode[]>[] {
  return [
    Promise.resolve(CLI_ERRORS),
    import('@sluice/contract').then((lib) => lib.CONTRACT_ERRORS),
    import('@sluice/codegen').then((lib) => lib.CODEGEN_ERRORS),
    import('@sluice/protocol').then((lib) => lib.PROTOCOL_ERRORS),
    import('@sluice/reader').then((lib) => lib.READER_ERRORS),
    import('@sluice/lake').then((lib) => lib.LAKE_ERRORS),
    import('@sluice/onboarding').then((lib) => lib.ONBOARDING_ERRORS),
    import('@sluice/query').then((lib) => lib.QUERY_ERRORS),
    Promise.all([import('@sluice/control-plane'), import('@sluice/control-plane/folder')]).then(([lib, folder]) => [
      ...lib.CONTROL_PLANE_ERRORS,
      ...folder.FOLDER_ERRORS,
      ...lib.FILE_REASONS,
    ]),
    import('@sluice/lake-cdk/errors').then((lib) => lib.PLATFORM_ERRORS),
    fromJson('tools/setup/error-codes.json'),
    fromJson('glue/sluice_glue/error_codes.json'),
    fromJson('apps/local-cloud/error-codes.json'),
    fromJson('apps/local-cloud/emulator/sluice_emulator/error_codes.json'),
  ];
}

/** The registries that plain JavaScript and Python read too. */
async function fromJson(path: string): Promise<readonly ErrorCode[]> {
  return JSON.parse(await readFile(join(CHECKOUT, path), 'utf8')) as readonly ErrorCode[];
}
