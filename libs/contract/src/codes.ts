import type { ErrorCode } from '@sluice/protocol';
import { LOAD_ERRORS } from './errors.ts';
import { RULES } from './rules/index.ts';

/** Every code of `libs/contract`, for `sluice explain` and docs/errors.md. */
export const CONTRACT_ERRORS: readonly ErrorCode[] = [
  ...Object.values(LOAD_ERRORS),
  ...RULES.map(({ code, title, fault, why, fix }) => ({ code, title, fault, why, fix })),
];
