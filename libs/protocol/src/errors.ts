import { type ErrorCode, SluiceError } from './sluice-error.ts';

/** Codes of `libs/protocol`. */
export const PROTOCOL = {
  document: {
    code: 'SLC3005',
    title: 'A document does not follow its schema',
    fault: 'tool',
    why:
      'Plan, manifest, batch head, intent, report and quarantine row are where TypeScript and Python meet; one ' +
      'of them wrote or kept something else.',
    fix: 'keep the file and report it with the command that wrote it',
  },
} as const satisfies Record<string, ErrorCode>;

/** Every code of `libs/protocol`, for `sluice explain` and docs/errors.md. */
export const PROTOCOL_ERRORS: readonly ErrorCode[] = Object.values(PROTOCOL);

/** An error of `libs/protocol`. */
export class ProtocolError extends SluiceError {
  override readonly name = 'ProtocolError';
}
