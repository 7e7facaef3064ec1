import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakeError } from '../errors.ts';
import { askLake } from './aws-json.ts';
import { defaultHome, type LakePlaces, placesOf } from './places.ts';
import { noteUse, readRecord } from './record.ts';

/** Something that has a log. */
export interface LogSource {
  readonly kind: 'part' | 'function' | 'run';
  readonly name: string;
  /** What it is, or how it stands. */
  readonly note: string;
}

/** A log that is read again and again. */
export interface LogReader {
  readonly source: LogSource;
  /** The lines that came since the last time; all at first. */
  read(): Promise<string[]>;
}

/** The parts of the lake whose logs stay after its end. */
const PARTS = [
  { name: 'lake', file: 'lake.log', note: 'when it began and why it ended' },
  { name: 'service', file: 'service.log', note: 'what the process that holds the lake printed' },
  { name: 'emulator', file: 'emulator.log', note: 'the emulator of AWS' },
  { name: 'synth', file: 'synth.log', note: 'the CDK app' },
  { name: 'bootstrap', file: 'bootstrap.log', note: 'cdk bootstrap' },
  { name: 'deploy', file: 'deploy.log', note: 'cdk deploy' },
] as const;

const FUNCTION_GROUP = '/aws/lambda/';

/**
 * Everything that has a log now: the parts of the lake and, while it runs, its functions and the runs of its jobs,
 * newest first.
 */
export async function logSources(home: string = defaultHome()): Promise<LogSource[]> {
  const places = placesOf(home);
  const parts = PARTS.filter(({ file }) => existsSync(join(places.logs, file))).map(
    ({ name, note }): LogSource => ({ kind: 'part', name, note }),
  );
  const record = readRecord(places);
  if (record === undefined) return parts;
  noteUse(places);
  const [functions, runs] = await Promise.all([functionsOf(record.endpoint), runsOf(record.endpoint)]);
  return [...parts, ...functions, ...runs];
}

/**
 * Opens the log of a part, a function or a run; the beginning of a run's id and the end of a function's name are enough
 * when they mean one.
 */
export async function openLog(name: string, home: string = defaultHome()): Promise<LogReader> {
  const places = placesOf(home);
  const sources = await logSources(home);
  const source = chosen(name, sources, places);
  if (source.kind === 'part') return { source, read: fileReader([join(places.logs, fileOfPart(source.name))]) };
  if (source.kind === 'function') return { source, read: groupReader(places, `${FUNCTION_GROUP}${source.name}`) };
  const folder = join(places.run, 'service', 'runs', source.name);
  return { source, read: fileReader([join(folder, 'stderr.log'), join(folder, 'stdout.log')]) };
}

function chosen(name: string, sources: readonly LogSource[], places: LakePlaces): LogSource {
  const exact = sources.find((source) => source.name === name);
  if (exact !== undefined) return exact;
  const close = sources.filter((source) =>
    source.kind === 'run' ? source.name.startsWith(name) : source.name.endsWith(name),
  );
  const [only] = close;
  if (only !== undefined && close.length === 1) return only;
  if (close.length > 1) {
    const names = close.slice(0, 6).map((source) => source.name);
    throw new LakeError('SLC6115', `"${name}" can be ${names.join(', ')}${close.length > names.length ? ' …' : ''}`);
  }
  if (readRecord(places) === undefined && !PARTS.some((part) => part.name === name))
    throw new LakeError('SLC6116', 'functions and runs have logs only while the lake runs');
  throw new LakeError('SLC6115', `no part, function or run is called "${name}"`);
}

function fileOfPart(name: string): string {
  return PARTS.find((part) => part.name === name)?.file ?? '';
}

async function functionsOf(endpoint: string): Promise<LogSource[]> {
  const answer = await askLake(endpoint, 'logs', 'Logs_20140328.DescribeLogGroups', {
    logGroupNamePrefix: FUNCTION_GROUP,
  });
  const groups = (answer?.['logGroups'] ?? []) as readonly { readonly logGroupName: string }[];
  return groups
    .map(
      ({ logGroupName }): LogSource => ({
        kind: 'function',
        name: logGroupName.slice(FUNCTION_GROUP.length),
        note: 'Lambda',
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function runsOf(endpoint: string): Promise<LogSource[]> {
  const answer = await askLake(endpoint, 'glue', 'AWSGlue.ListJobs', {});
  const jobs = (answer?.['JobNames'] ?? []) as readonly string[];
  const pages = await Promise.all(
    jobs.map((JobName) => askLake(endpoint, 'glue', 'AWSGlue.GetJobRuns', { JobName, MaxResults: 200 })),
  );
  const runs = pages.flatMap(
    (page) =>
      (page?.['JobRuns'] ?? []) as readonly { Id: string; JobName: string; JobRunState: string; StartedOn: number }[],
  );
  return runs
    .sort((a, b) => b.StartedOn - a.StartedOn)
    .map(({ Id, JobName, JobRunState }): LogSource => ({ kind: 'run', name: Id, note: `${JobName} ${JobRunState}` }));
}

/** Whole lines of growing files; what stands behind the last line end is read the next time. */
function fileReader(files: readonly string[]): () => Promise<string[]> {
  const read = new Map<string, number>();
  return async () =>
    files.flatMap((file) => {
      if (!existsSync(file)) return [];
      const bytes = readFileSync(file);
      const from = read.get(file) ?? 0;
      // A file that was begun anew is read anew.
      const begin = bytes.length < from ? 0 : from;
      const end = bytes.lastIndexOf(0x0a) + 1;
      read.set(file, Math.max(begin, end));
      return end <= begin
        ? []
        : bytes
            .subarray(begin, end - 1)
            .toString('utf8')
            .split('\n');
    });
}

interface LogEvent {
  readonly eventId?: string;
  readonly timestamp: number;
  readonly message: string;
}

/** Events of all streams of a group, in the order of their time. */
function groupReader(places: LakePlaces, logGroupName: string): () => Promise<string[]> {
  let startTime = 0;
  /** Events of the last millisecond, which the next answer repeats. */
  let seen = new Set<string>();
  return async () => {
    const endpoint = readRecord(places)?.endpoint;
    if (endpoint === undefined) throw new LakeError('SLC6116', 'the lake has ended');
    noteUse(places);
    const events: LogEvent[] = [];
    let nextToken: unknown;
    do {
      const answer = await askLake(endpoint, 'logs', 'Logs_20140328.FilterLogEvents', {
        logGroupName,
        startTime,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      events.push(...((answer?.['events'] ?? []) as readonly LogEvent[]));
      nextToken = answer?.['nextToken'];
    } while (nextToken !== undefined && nextToken !== null);
    const fresh = events.filter((event) => !seen.has(keyOf(event))).sort((a, b) => a.timestamp - b.timestamp);
    const last = fresh.at(-1)?.timestamp;
    if (last !== undefined) {
      seen = new Set(events.filter((event) => event.timestamp === last).map(keyOf));
      startTime = last;
    }
    return fresh.flatMap(({ message }) => message.replace(/\n$/, '').split('\n'));
  };
}

function keyOf({ eventId, timestamp, message }: LogEvent): string {
  return eventId ?? `${timestamp} ${message}`;
}
