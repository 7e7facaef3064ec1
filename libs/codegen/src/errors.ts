import { type ErrorCode, SluiceError } from '@sluice/protocol';

/** Codes of `libs/codegen`. */
export const CODEGEN = {
  notLinted: {
    code: 'SLC3001',
    title: 'A contract with lint errors generates nothing',
    fault: 'user',
    why: 'Generated code would do something other than what the contract says.',
    fix: 'run `npx sluice contract lint` and correct what it finds',
  },
  stale: {
    code: 'SLC3002',
    title: 'Generated files do not match their contract',
    fault: 'user',
    why: 'The contract or the generator changed after the files were generated, or somebody edited them by hand.',
    fix: 'run `npx sluice contract generate` and commit the result',
  },
  foreign: {
    code: 'SLC3003',
    title: 'A file that nothing generates lies in generated/',
    fault: 'user',
    why: 'Everything in generated/ comes from the contract; what does not would be deployed by mistake.',
    fix: 'move or delete the file',
  },
  notWritable: {
    code: 'SLC3004',
    title: 'Generated files cannot be written',
    fault: 'environment',
    why: 'The folder is read-only, belongs to another user, or the disk is full.',
    fix: 'make contracts/<dataset>/generated writable',
  },
  retention: {
    code: 'SLC3006',
    title: 'The summary of retentions is not what the contracts say',
    fault: 'user',
    why:
      'The buckets of the lake are built from `contracts/retention.json`, so that an edit of one contract concerns ' +
      'the lake only when it changes how long something is kept. It has to follow the contracts and the registry.',
    fix: 'run `npx sluice contract generate` and commit contracts/retention.json',
  },
} as const satisfies Record<string, ErrorCode>;

/** Every code of `libs/codegen`, for `sluice explain` and docs/errors.md. */
export const CODEGEN_ERRORS: readonly ErrorCode[] = Object.values(CODEGEN);

/** An error of `libs/codegen`. */
export class CodegenError extends SluiceError {
  override readonly name = 'CodegenError';
}
