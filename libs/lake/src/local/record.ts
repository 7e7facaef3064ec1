import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { isAlive, type ProcessIdentity } from '@sluice/control-plane/process';
import { defaultHome, type LakePlaces, placesOf } from './places.ts';

/** A local lake that runs. */
export interface LocalLakeRecord {
  /** `http://127.0.0.1:<port>`, for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  /** The Glue and Athena service behind the endpoint. */
  readonly serviceUrl: string;
  readonly account: string;
  readonly region: string;
  /** The process that holds the lake. */
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** The record with what only the launcher needs. */
export interface FullRecord extends LocalLakeRecord, ProcessIdentity {
  /** `starting` until everything is deployed for the first time. */
  readonly state: 'starting' | 'ready';
  /** Minutes without a request after which the lake ends by itself; 0 is never. */
  readonly idleMinutes: number;
}

/**
 * The deployed lake that runs on this machine, or undefined. Whoever asks is about to use it, which counts as a sign of
 * life.
 */
export function findLocalLake(home: string = defaultHome()): LocalLakeRecord | undefined {
  const places = placesOf(home);
  const record = readRecord(places);
  if (record?.state !== 'ready') return undefined;
  noteUse(places);
  const { endpoint, serviceUrl, account, region, pid, startedAt } = record;
  return { endpoint, serviceUrl, account, region, pid, startedAt };
}

/** The record of a lake whose process lives. */
export function readRecord(places: LakePlaces): FullRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(places.record, 'utf8')) as FullRecord;
    return typeof record.pid === 'number' && typeof record.endpoint === 'string' && isAlive(record)
      ? record
      : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the record; a reader never sees half of it. */
export function writeRecord(places: LakePlaces, record: FullRecord): void {
  const draft = `${places.record}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(record, undefined, 2)}\n`);
  renameSync(draft, places.record);
}

export function removeRecord(places: LakePlaces): void {
  rmSync(places.record, { force: true });
}

/** Moves the time of the last use, by which an idle lake is known. */
export function noteUse(places: LakePlaces): void {
  try {
    utimesSync(places.record, new Date(), new Date());
  } catch {
    // It ended meanwhile; whoever wanted to use it will notice.
  }
}

/** When the lake was used last by somebody who looked it up, in milliseconds since 1970. */
export function lastUse(places: LakePlaces): number {
  try {
    return statSync(places.record).mtimeMs;
  } catch {
    return 0;
  }
}
