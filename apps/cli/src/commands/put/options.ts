import type { TargetOptions } from '@sluice/lake';
import type { CommonOptions } from '@sluice/terminal';

/** Options of `put`. */
export interface PutOptions extends CommonOptions, TargetOptions {
  readonly as?: string;
  readonly wait?: boolean;
  readonly timeout?: number;
}
