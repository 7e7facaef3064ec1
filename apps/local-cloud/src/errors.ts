import { readFileSync } from 'node:fs';
import { type ErrorCode, registeredError } from '@sluice/protocol';

/**
 * What can keep the local AWS from starting or going on; as JSON, because the command explains the codes and imports no
 * app, and because the launcher of the emulator, which is Python, prints those of its own. What a client does wrong is
 * answered in AWS's words instead (`service/aws-error.ts`).
 */
const LOCAL_CLOUD_ERRORS: readonly ErrorCode[] = [
  ...registered('../error-codes.json'),
  ...registered('../emulator/sluice_emulator/error_codes.json'),
];

function registered(file: string): readonly ErrorCode[] {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as readonly ErrorCode[];
}

/** An error of the local AWS itself, with its code. */
export class LocalCloudError extends registeredError(LOCAL_CLOUD_ERRORS) {
  override readonly name = 'LocalCloudError';
}
