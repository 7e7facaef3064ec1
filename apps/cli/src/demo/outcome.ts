import type { LoadSummary } from '../ingest/summary.ts';
import type { CommonOptions } from '../session.ts';
import type { SmokeResult } from '../smoke/smoke.ts';
import type { Equation } from '../verify/snapshot.ts';
import type { Verification } from '../verify/verify.ts';
import type { FlightsExport } from './flights.ts';
import type { Planted } from './planted.ts';

/** Options of `demo`. */
export interface DemoOptions extends CommonOptions {
  readonly days?: number;
  readonly parallel?: number;
}

/** Everything that the screen shows. */
export interface DemoOutcome {
  readonly planted: readonly Planted[];
  readonly exported: FlightsExport;
  readonly summaries: readonly LoadSummary[];
  readonly smoke: readonly SmokeResult[];
  readonly equations: readonly Equation[];
  readonly verification: Verification;
  /** Every equation holds and every query reads only what it needs. */
  readonly holds: boolean;
  readonly seconds: number;
}
