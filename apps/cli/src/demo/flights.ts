import { execFile } from 'node:child_process';
import { copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '@sluice/contract';
import { CliError, Interrupted } from '../errors.ts';
import { inParallel } from '../lake/objects.ts';
import { CHECKOUT } from '../session.ts';
import { brokenRows, sheetOf, sheetText, withoutRequired, withUnknown } from './mishaps.ts';
import type { Mishap, Planted } from './planted.ts';

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
      else if (error !== null) reject(new CliError('SLC8018', stderr.trim().split('\n').at(-1) ?? error.message, { file: script }));
      else resolve(JSON.parse(stdout) as FlightsExport);
    });
  });
}

/** So many days, spread over the year; the first day is always among them. */
export function chosenDays(names: readonly string[], days: number | undefined): readonly string[] {
  if (days === undefined || days >= names.length) return names;
  return Array.from({ length: days }, (_, index) => names[Math.floor((index * names.length) / days)] ?? '');
}

/** Fills the inbox: the days of the year as they are, and what goes wrong in a year. */
export async function plantFlights(inbox: string, exported: FlightsExport, plan: Plan, days: number | undefined): Promise<Planted> {
  const folder = join(inbox, FLIGHTS);
  await mkdir(folder, { recursive: true });
  const names = chosenDays(Object.keys(exported.files).sort(), days);
  const middle = names[Math.floor(names.length / 2)] ?? '';
  const last = names[names.length - 1] ?? '';
  const untouched = names.filter((name) => name !== middle && name !== last);
  await inParallel(untouched, 16, (name) => linkOrCopy(join(exported.folder, name), join(folder, name)));
  const { delimiter } = plan.source;
  const sheet = async (name: string) => sheetOf(await readFile(join(exported.folder, name), 'utf8'), delimiter);
  const write = (name: string, text: string) => writeFile(join(folder, name), text);

  const day = await sheet(middle);
  const broken = brokenRows(day, plan);
  await write(middle, sheetText({ ...day, rows: [...day.rows, ...broken.map(({ cells }) => cells)] }, delimiter));
  const drifted = await sheet(last);
  await write(last, sheetText(withUnknown(drifted, plan, 'gate'), delimiter));
  const incomplete = withoutRequired({ ...day, rows: day.rows.slice(0, 100) }, plan);
  const [short, empty] = ['flights-incomplete.csv', 'flights-empty.csv'];
  await write(short, sheetText(incomplete.sheet, delimiter));
  await write(empty, '');

  const mishaps: readonly Mishap[] = [
    { file: middle, what: `${broken.length} broken rows` },
    { file: last, what: 'a new column, gate' },
    { file: short, what: `the required column ${incomplete.column} is missing` },
    { file: empty, what: 'zero bytes' },
  ];
  return {
    dataset: FLIGHTS,
    folder,
    files: names.length + 2,
    rows: names.reduce((sum, name) => sum + (exported.files[name] ?? 0), 0) + broken.length,
    rejected: Object.fromEntries(broken.map(({ reason }) => [reason, 1])),
    refused: { [short]: 'missing-column', [empty]: 'empty' },
    rescued: drifted.rows.length,
    mishaps,
  };
}

/** A link where the file system allows it: thirty megabytes need no copy. Nothing ever writes to an inbox. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch {
    await copyFile(source, target);
  }
}
