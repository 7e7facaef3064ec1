import type { TargetOptions } from '@sluice/lake';
import type { CommonOptions } from '@sluice/terminal';

/** Options of the commands of `quarantine`. */
export interface QuarantineOptions extends CommonOptions, TargetOptions {
  readonly dataset?: string;
  readonly reason?: string;
  readonly yes?: boolean;
}
