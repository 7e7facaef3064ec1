import type { CommonOptions } from '../session.ts';

/** Options of `run`. */
export interface RunOptions extends CommonOptions {
  readonly lake?: string;
  readonly project?: string;
  readonly port?: string;
  readonly parallel?: number;
}
