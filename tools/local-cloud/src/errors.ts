import { readFileSync } from 'node:fs';
import { type ErrorCode, SluiceError, type SluiceErrorOptions } from '@sluice/contract';

/**
 * What can keep the local service from starting or going on. What a client does wrong is answered in AWS's words
 * instead (`aws-error.ts`).
 */
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
    why:
      'A journal under <lake>/service/state has a line in its middle that is no record of this service. A ' +
      'half-written last line is repaired without this error.',
    fix:
      'Restore the file from a copy, or move it away to begin with an empty catalog; the data under processed/ ' +
      'is not touched by either.',
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
    why:
      'The folder given as the source of Glue jobs does not hold the Python package sluice_glue, or the Python ' +
      'given does not exist.',
    fix: 'Pass the folder that contains sluice_glue/ and the path of the Python of its environment.',
  },
  ...emulatorErrors(),
  {
    code: 'SLC6110',
    title: 'not the local lake’s AWS',
    fault: 'user',
    why:
      'The local lake works with 127.0.0.1 and credentials that open nothing. In this terminal AWS clients would ' +
      'go to a real account, and a command meant for the lake could reach it.',
    fix: 'Run the command without these variables: `env -u AWS_PROFILE -u AWS_ENDPOINT_URL … <command>`.',
  },
  {
    code: 'SLC6111',
    title: 'local lake already running',
    fault: 'environment',
    why: 'Another process holds the lake of this folder; two would overwrite each other’s state.',
    fix: 'Use it, end it with `npx sluice local down`, or choose another folder with SLUICE_HOME.',
  },
  {
    code: 'SLC6112',
    title: 'the stacks could not be deployed',
    fault: 'environment',
    why: 'The CDK, or the CDK app, ended with an error while the stacks were brought to the local lake.',
    fix: 'Read the log that is named, remove the cause and run `npx sluice local up` again.',
  },
  {
    code: 'SLC6113',
    title: 'the local lake broke down',
    fault: 'environment',
    why:
      'A process that the lake consists of ended by itself or was killed. Its state was in memory, so the whole ' +
      'lake was taken down.',
    fix: 'Read the log that is named, and bring the lake up again with `npx sluice local up`.',
  },
  {
    code: 'SLC6114',
    title: 'the local lake does not end',
    fault: 'environment',
    why: 'Its process was told to end, then killed, and is still there.',
    fix: 'See what holds it (`ps`), and run `npx sluice local down` again.',
  },
  {
    code: 'SLC6115',
    title: 'nothing by that name has logs',
    fault: 'user',
    why: 'Logs are those of a Lambda function, of a job run, or of a part of the lake such as emulator or deploy.',
    fix: 'List what there is with `npx sluice local logs`.',
  },
  {
    code: 'SLC6116',
    title: 'no local lake is running',
    fault: 'user',
    why: 'The command looks at the local lake, which lives only while its process does.',
    fix: 'Bring it up with `npx sluice local up`.',
  },
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
