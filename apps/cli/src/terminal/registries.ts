import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import type { ErrorCode } from '@sluice/protocol';
import { CLI_ERRORS } from '@sluice/terminal';
import { controlPlaneReasons, INTAKE_REASONS } from './reasons.ts';

/** Codes of one part of Sluice. */
export interface Registry {
  readonly range: string;
  readonly title: string;
  readonly codes: readonly ErrorCode[];
}

/** Every registry of codes, in the order of their ranges. Loaded only when somebody asks. */
export async function registries(): Promise<readonly Registry[]> {
  const [
    contract,
    codegen,
    protocol,
    reader,
    lake,
    onboarding,
    query,
    controlPlane,
    fileReasons,
    platform,
    setup,
    glue,
    cloud,
    emulator,
  ] = await Promise.all([
    import('@sluice/contract').then((lib) => lib.CONTRACT_ERRORS),
    import('@sluice/codegen').then((lib) => lib.CODEGEN_ERRORS),
    import('@sluice/protocol').then((lib) => lib.PROTOCOL_ERRORS),
    import('@sluice/reader').then((lib) => lib.READER_ERRORS),
    import('@sluice/lake').then((lib) => lib.LAKE_ERRORS),
    import('@sluice/onboarding').then((lib) => lib.ONBOARDING_ERRORS),
    import('@sluice/query').then((lib) => lib.QUERY_ERRORS),
    import('@sluice/control-plane').then((lib) => lib.CONTROL_PLANE_ERRORS),
    import('@sluice/control-plane').then((lib) => controlPlaneReasons(lib.FILE_REASONS)),
    import('@sluice/lake-cdk/errors').then((lib) => lib.PLATFORM_ERRORS),
    fromJson('tools/setup/error-codes.json'),
    fromJson('glue/sluice_glue/error_codes.json'),
    fromJson('apps/local-cloud/error-codes.json'),
    fromJson('apps/local-cloud/emulator/sluice_emulator/error_codes.json'),
  ]);
  const all: readonly Registry[] = [
    { range: 'SLC1xxx', title: 'Set-up and tools', codes: setup },
    { range: 'SLC2xxx', title: 'Contracts', codes: contract },
    { range: 'SLC3xxx', title: 'Generated files and documents', codes: [...codegen, ...protocol] },
    { range: 'SLC4xxx', title: 'Reading files', codes: reader },
    { range: 'SLC5xxx', title: 'The job', codes: glue },
    {
      range: 'SLC6xxx',
      title: 'The local lake',
      codes: [...cloud, ...emulator, ...lake.filter(({ code }) => code.startsWith('SLC6'))],
    },
    { range: 'SLC7xxx', title: 'Queries', codes: query },
    {
      range: 'SLC8xxx',
      title: 'The command line',
      codes: [...CLI_ERRORS, ...onboarding, ...lake.filter(({ code }) => code.startsWith('SLC8')), ...INTAKE_REASONS],
    },
    { range: 'SLC90xx', title: 'The control plane', codes: [...controlPlane, ...fileReasons] },
    { range: 'SLC95xx', title: 'Stacks and their deployment', codes: platform },
  ];
  return all.map((registry) => ({
    ...registry,
    codes: [...registry.codes].sort((a, b) => a.code.localeCompare(b.code)),
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

/** The registries that plain JavaScript and Python read too. */
async function fromJson(path: string): Promise<readonly ErrorCode[]> {
  return JSON.parse(await readFile(join(CHECKOUT, path), 'utf8')) as readonly ErrorCode[];
}
