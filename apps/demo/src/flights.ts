import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import type { Plan } from '@sluice/protocol';
import { CliError, Interrupted } from '@sluice/terminal';
import { REPEATS } from './event-message.ts';
import { brokenRows, sheetOf, sheetText, withoutRequired, withUnknown } from './mishaps.ts';
import { type Expectation, incomingKey, type Planted, type PlantedFile, SUCCEEDS } from './planted.ts';

/** The dataset whose contract describes the package. */
export const FLIGHTS = 'flights';

/** What the export script says. */
export interface FlightsExport {
  readonly folder: string;
  readonly cached: boolean;
  readonly version: string;
  /** Rows of the package, counted by Python's csv module. */
  readonly rows: number;
  /** Rows of each file. */
  readonly files: Readonly<Record<string, number>>;
}

/** Exports the package, or finds what was exported before. */
export async function exportFlights(python: string, signal: AbortSignal): Promise<FlightsExport> {
  const script = join(import.meta.dirname, 'export_flights.py');
  return new Promise((resolve, reject) => {
    execFile(python, [script, join(CHECKOUT, '.cache')], { signal, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      if (signal.aborted) reject(new Interrupted());
      else if (error !== null)
        reject(new CliError('SLC8018', stderr.trim().split('\n').at(-1) ?? error.message, { file: script }));
      else resolve(JSON.parse(stdout) as FlightsExport);
    });
  });
}

/** So many days, spread over the year; the first day is always among them. */
export function chosenDays(names: readonly string[], days: number | undefined): readonly string[] {
  if (days === undefined || days >= names.length) return names;
  return Array.from({ length: days }, (_, index) => names[Math.floor((index * names.length) / days)] ?? '');
}

/** The days of the year as they are, and what goes wrong in a year. */
export async function plantFlights(exported: FlightsExport, plan: Plan, days: number | undefined): Promise<Planted> {
  const names = chosenDays(Object.keys(exported.files).sort(), days);
  const [first = '', middle = '', last = ''] = [names[0], names[Math.floor(names.length / 2)], names.at(-1)];
  const { delimiter, suffix } = plan.source;
  const sheet = async (name: string) => sheetOf(await readFile(join(exported.folder, name), 'utf8'), delimiter);

  const day = await sheet(middle);
  const broken = brokenRows(day, plan);
  const drifted = await sheet(last);
  const incomplete = withoutRequired({ ...day, rows: day.rows.slice(0, 100) }, plan);
  const opening = await sheet(first);
  const changed: ReadonlyMap<string, readonly [what: string, content: string]> = new Map([
    [
      middle,
      [
        `${broken.length} broken rows`,
        sheetText({ ...day, rows: [...day.rows, ...broken.map(({ cells }) => cells)] }, delimiter),
      ],
    ],
    [last, ['a new column, gate', sheetText(withUnknown(drifted, plan, 'gate'), delimiter)]],
  ]);
  const asTheyAre = names.map((name): PlantedFile => {
    const [what, content] = changed.get(name) ?? [null, undefined];
    const body = content === undefined ? { path: join(exported.folder, name) } : { bytes: Buffer.from(content) };
    return { key: incomingKey(FLIGHTS, name), body, expect: SUCCEEDS, what };
  });
  const made = (name: string, content: string, expect: Expectation, what: string): PlantedFile => ({
    key: incomingKey(FLIGHTS, name),
    body: { bytes: Buffer.from(content) },
    expect,
    what,
  });
  const short = sheetText(incomplete.sheet, delimiter);
  return {
    dataset: FLIGHTS,
    files: [
      ...asTheyAre,
      made(
        `flights-incomplete${suffix}`,
        short,
        quarantined('missing-column'),
        `the required column ${incomplete.column} is missing`,
      ),
      made(`flights-empty${suffix}`, '', ignored('empty'), 'zero bytes'),
      made('flights-notes.txt', 'Gate B12 was closed in May.\n', ignored('suffix'), 'not a file of the dataset'),
      made('2013/', '', ignored('folder-marker'), 'a folder, as consoles and some tools make them'),
      {
        ...made(
          first,
          sheetText({ ...opening, rows: opening.rows.toReversed() }, delimiter),
          quarantined('key-overwritten'),
          'the same name again, other content',
        ),
        isSecond: true,
      },
    ],
    rows: names.reduce((sum, name) => sum + (exported.files[name] ?? 0), 0) + broken.length,
    rejected: Object.fromEntries(broken.map(({ reason }) => [reason, 1])),
    rescued: drifted.rows.length,
    // The one beyond a bound: a cell too few says less.
    brokenRow: { key: incomingKey(FLIGHTS, middle), record: day.rows.length + Math.min(2, broken.length) },
    mishaps: [
      { file: 'the first message', what: 'no S3 event, straight into the queue' },
      { file: first, what: `its event ${REPEATS} more times, at once` },
    ],
  };
}

function quarantined(reason: string): Expectation {
  return { state: 'QUARANTINED', reason };
}

function ignored(reason: string): Expectation {
  return { state: 'IGNORED', reason };
}
