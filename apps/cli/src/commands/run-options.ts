import type { CommonOptions } from '@sluice/terminal';

/** Options of `run`. */
export interface RunOptions extends CommonOptions {
  readonly lake?: string;
  readonly project?: string;
  readonly port?: string;
  readonly parallel?: number;
}
