import { readFileSync } from 'node:fs';
import { type ErrorCode, SluiceError, type SluiceErrorOptions } from '@sluice/contract';

/** What can keep the local service from starting or going on. What a client does wrong is answered in AWS's words instead (`aws-error.ts`). */
export const LOCAL_CLOUD_ERRORS: readonly ErrorCode[] = [
  {
    code: 'SLC6001',
    title: 'port taken',
    fault: 'environment',
    why: 'Another process listens on the port that the local Glue and Athena service was told to use.',
    fix: 'Choose another port, or leave the port out: a free one is taken then.',
  },
  {
    code: 'SLC6002',
    title: 'lake already served',
    fault: 'environment',
    why: 'A running local service holds the lock of this lake; two would overwrite each other’s state.',
    fix: 'Use the running service, or stop it first.',
  },
  {
    code: 'SLC6003',
    title: 'state of the local service damaged',
    fault: 'environment',
    why: 'A journal under <lake>/service/state has a line in its middle that is no record of this service. A half-written last line is repaired without this error.',
    fix: 'Restore the file from a copy, or move it away to begin with an empty catalog; the data under processed/ is not touched by either.',
  },
  {
    code: 'SLC6004',
    title: 'lake not writable',
    fault: 'environment',
    why: 'The service keeps its state, its logs and query results under <lake>/service and could not write there.',
    fix: 'Make the folder writable, free disk space, or choose another lake.',
  },
  {
    code: 'SLC6005',
    title: 'data plane not found',
    fault: 'environment',
    why: 'The folder given as the source of Glue jobs does not hold the Python package sluice_glue, or the Python given does not exist.',
    fix: 'Pass the folder that contains sluice_glue/ and the path of the Python of its environment.',
  },
  ...emulatorErrors(),
];

/** SLC61xx: what the launcher of the emulator prints. JSON, because both read it. */
function emulatorErrors(): readonly ErrorCode[] {
  return JSON.parse(readFileSync(new URL('../emulator/sluice_emulator/error_codes.json', import.meta.url), 'utf8'));
}

const byCode = new Map(LOCAL_CLOUD_ERRORS.map((definition) => [definition.code, definition]));

/** An error of the local service itself, with its code. */
export class LocalCloudError extends SluiceError {
  override readonly name = 'LocalCloudError';

  constructor(code: string, message: string, options: SluiceErrorOptions = {}) {
    const definition = byCode.get(code);
    if (definition === undefined) throw new RangeError(`unregistered error code ${code}`);
    super(definition, message, options);
  }
}
