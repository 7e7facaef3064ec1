import { middle, whole } from './figures.ts';
import type { Result, Suite } from './results.ts';
import { table } from './table.ts';

/** The one table of the README: a line per question that a reader has, each from the suite that answers it. */
export function readmeFigures(results: readonly Result[]): string {
  const of = <Name extends Suite>(suite: Name) =>
    results.find((each): each is Extract<Result, { readonly suite: Name }> => each.suite === suite);
  const rows = [
    ...dataPlaneRow(of('data-plane')),
    ...readerRow(of('reader')),
    ...intakeRows(of('intake')),
    ...batchRow(of('batches')),
    ...nxRow(of('nx')),
  ];
  const made = results.map(({ date, machine }) => `${date}, ${machine.cores} cores of ${machine.cpu}`);
  return `${table(['measured, medians', 'figure', 'beside it'], rows)}\n${[...new Set(made)].join('; ')}`;
}

type Row = readonly [what: string, figure: string, beside: string];
type Of<Name extends Suite> = Extract<Result, { readonly suite: Name }> | undefined;

function dataPlaneRow(
  measured: Extract<Result, { readonly result: { readonly contestants: unknown } }> | undefined,
): Row[] {
  const contestant = (name: string) => measured?.result.contestants.find((each) => each.name === name);
  const [ours, naive] = [contestant('ours'), contestant('naive')];
  if (measured === undefined || ours === undefined || naive === undefined) return [];
  return [
    [
      `data plane, ${whole(measured.result.rows)} rows, rows per CPU second`,
      whole(ours.rowsPerCpuSecond),
      `naive PySpark ${whole(naive.rowsPerCpuSecond)}`,
    ],
  ];
}

function readerRow(measured: Of<'reader'>): Row[] {
  if (measured === undefined) return [];
  const { judged, validatedOnly } = measured.result;
  return [
    [
      'a file head, read and judged, rows per second',
      whole(judged.median),
      `its validator alone ${whole(validatedOnly.median)}`,
    ],
  ];
}

function intakeRows(measured: Of<'intake'>): Row[] {
  if (measured === undefined) return [];
  const { events, burst } = measured.result;
  const inOrder = events.cases.find(({ name }) => name.startsWith('in order, a file head'));
  return [
    ...(inOrder === undefined
      ? []
      : [
          [
            'one event, its file head of 64 KiB included, CPU ms',
            middle(inOrder.emulator.cpuMs, 1),
            `${inOrder.ledgerRequests} requests to the ledger`,
          ] as const,
        ]),
    [
      `a burst of ${whole(burst.objects)} objects, events per second on two cores`,
      middle(burst.eventsPerSecond, 0),
      `PUTs that the emulator takes ${middle(burst.putsPerSecond, 0)}`,
    ],
  ];
}

function batchRow(measured: Of<'batches'>): Row[] {
  const most = measured?.result.filter(({ step }) => step === 'dispatch').at(-1);
  if (most === undefined) return [];
  return [
    [
      `dispatch of a batch of ${whole(most.files)} files, ledger requests`,
      whole(most.requests.dynamodb),
      `at least ${whole(most.files)}`,
    ],
  ];
}

function nxRow(measured: Of<'nx'>): Row[] {
  const [few, most] = [measured?.result.at(0), measured?.result.at(-1)];
  if (few === undefined || most === undefined) return [];
  return [
    [
      `nx affected, one of ${whole(most.contracts)} contracts edited, s`,
      middle(most.affected, 2),
      `of ${whole(few.contracts)} contracts ${middle(few.affected, 2)}`,
    ],
  ];
}
