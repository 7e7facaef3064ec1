import { columns, middle, range, whole } from '../../figures.ts';
import { flightsDataset, flightsFile } from '../../flights-file.ts';
import type { SuiteOptions } from '../../suite-options.ts';
import { table } from '../../table.ts';
import { BUNDLE_LIMITS, type BundleCost, benchBundles } from './bundles.ts';
import { type Burst, benchBurst } from './burst.ts';
import { benchEvents, type EventCosts } from './events.ts';

/** What the way in costs: to load, per event, and with everything around it. */
export interface IntakeResult {
  readonly bundles: readonly BundleCost[];
  readonly events: EventCosts;
  readonly burst: Burst;
}

/** Measures intake from its bundle to a burst on a deployed lake. */
export async function benchIntake(options: SuiteOptions): Promise<IntakeResult> {
  const file = flightsFile(options);
  const dataset = await flightsDataset(options.root);
  const bundles = benchBundles(options);
  const events = await benchEvents({ ...options, dataset, file });
  const burst = await benchBurst({ ...options, file });
  return { bundles, events, burst };
}

/** The result as people read it. */
export function intakeTable({ bundles, events, burst }: IntakeResult): string {
  return [bundleTable(bundles), eventTable(events), burstTable(burst)].join('\n\n');
}

function bundleTable(bundles: readonly BundleCost[]): string {
  const kilobytes = (bytes: number | null): string => (bytes === null ? '' : (bytes / 1000).toFixed(0));
  return table(
    ['cold start in a fresh process', 'KB', 'gzip KB', 'import ms', 'process ms', 'process CPU ms'],
    [
      ...bundles.map((bundle) => [
        bundle.name,
        kilobytes(bundle.bytes),
        kilobytes(bundle.gzipBytes),
        bundle.importMs === null ? '' : range(bundle.importMs, 0),
        range(bundle.processMs, 0),
        middle(bundle.processCpuMs, 0),
      ]),
      ['limit', kilobytes(BUNDLE_LIMITS.bytes), '', String(BUNDLE_LIMITS.importMs)],
    ],
  );
}

function eventTable({ cases, requestsAlone }: EventCosts): string {
  const floor = [
    'the same requests, SDK alone',
    '',
    '',
    range(requestsAlone.cpuMs, 2),
    middle(requestsAlone.wallMs, 1),
    '2',
  ];
  return table(
    ['one event', 'CPU ms in memory', 'wall ms', 'CPU ms, SDK + emulator', 'wall ms', 'ledger requests'],
    [
      ...cases.map(({ name, memory, emulator, ledgerRequests }) => [
        name,
        range(memory.cpuMs, 3),
        middle(memory.wallMs, 3),
        range(emulator.cpuMs, 2),
        middle(emulator.wallMs, 1),
        String(ledgerRequests),
      ]),
      floor,
    ],
  );
}

function burstTable(burst: Burst): string {
  const { objects, bytesEach, cpuMsPerEvent } = burst;
  return table(
    [`a burst of ${objects} objects of ${whole(bytesEach)} bytes, PUT to QUEUED`, 'median', 'min', 'max'],
    [
      ['events/s, all of it on this machine', ...columns(burst.eventsPerSecond, 0)],
      ['limit: PUTs/s that the emulator takes meanwhile', ...columns(burst.putsPerSecond, 0)],
      ['PUT to QUEUED, p50 s', ...columns(burst.arrivalP50, 2)],
      ['PUT to QUEUED, p95 s', ...columns(burst.arrivalP95, 2)],
      ...(cpuMsPerEvent === null
        ? []
        : [['CPU ms per event, client, emulator and Lambdas', ...columns(cpuMsPerEvent, 1)]]),
    ],
  );
}
