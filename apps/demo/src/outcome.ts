import type { Equation, Verification } from '@sluice/accounts';
import type { SmokeResult } from '@sluice/query';
import type { CommonOptions } from '@sluice/terminal';
import type { DatasetAccounts } from './accounts.ts';
import type { FiredAlarm } from './alarms.ts';
import type { DatasetCost, Limit } from './costs.ts';
import type { FlightsExport } from './flights.ts';
import type { Planted } from './planted.ts';
import type { Stage } from './stages.ts';

/** Options of `demo`. */
export interface DemoOptions extends CommonOptions {
  readonly days?: number;
  /** Stop the lake at the end. */
  readonly down?: boolean;
  /** Keep the outcome in the checkout, and write the pages that show it. */
  readonly record?: boolean;
}

/** What `explain` says of one file, row or event of the demo. */
export interface Explained {
  /** What it stands for. */
  readonly title: string;
  /** The command that says the same. */
  readonly command: string;
  /** What it says, for people. */
  readonly text: string;
}

/** Everything that the screen shows. */
export interface DemoOutcome {
  readonly planted: readonly Planted[];
  readonly exported: FlightsExport;
  readonly accounts: readonly DatasetAccounts[];
  readonly costs: readonly DatasetCost[];
  readonly limits: readonly Limit[];
  readonly alarms: readonly FiredAlarm[];
  readonly explained: readonly Explained[];
  readonly smoke: readonly SmokeResult[];
  readonly equations: readonly Equation[];
  readonly verification: Verification;
  /** Every equation holds and every query reads only what it needs. */
  readonly holds: boolean;
  /** How long every step took; those of the lake's making are also given by themselves, for some go on side by side. */
  readonly stages: readonly Stage[];
  readonly lakeStages: readonly Stage[];
  readonly seconds: number;
}
