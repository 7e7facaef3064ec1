import type { Telemetry } from '../../telemetry.ts';
import { type Clock, SYSTEM_CLOCK } from '../clock.ts';
import type { LakePorts } from '../lake-ports.ts';
import { createFolderFileRanges, type FolderFileRanges } from './folder-file-ranges.ts';
import { createFolderLedger } from './folder-ledger.ts';
import type { FolderLake } from './folder-paths.ts';
import { createFolderRuns, type FolderRuns } from './folder-runs.ts';
import { createFolderStore } from './folder-store.ts';
import { ledgerPath, openLedgerFile } from './ledger-file.ts';
import { createSwapper } from './swapper.ts';

/** What of a lake on folders differs from place to place. */
export interface FolderPortsOptions {
  /** Python of the job; it also swaps files, for it can lock. */
  readonly python: string;
  /** The environment of runs. */
  readonly environment: NodeJS.ProcessEnv;
  readonly telemetry: Telemetry;
  readonly clock?: Clock;
}

/** The ports of a lake on folders, with what only such a lake has. */
export interface FolderPorts extends LakePorts {
  readonly ranges: FolderFileRanges;
  readonly runs: FolderRuns;
  /** Closes the ledger. Runs go on. */
  close(): void;
}

/** Opens the ports of a lake on folders, under its lock. Its ledger is made if there is none. */
export function createFolderPorts(
  lake: FolderLake,
  { python, environment, telemetry, clock = SYSTEM_CLOCK }: FolderPortsOptions,
): FolderPorts {
  const file = openLedgerFile(ledgerPath(lake));
  const swapper = createSwapper(python);
  return {
    ledger: createFolderLedger(file),
    store: createFolderStore(lake, swapper),
    ranges: createFolderFileRanges(lake),
    runs: createFolderRuns(lake, { python, environment, clock }),
    // Whoever runs the lake looks again by itself.
    nudge: { nudge: async () => {} },
    telemetry,
    clock,
    isAlone: true,
    newId: () => crypto.randomUUID(),
    remainingMilliseconds: () => Number.POSITIVE_INFINITY,
    close() {
      swapper.close();
      file.close();
    },
  };
}
