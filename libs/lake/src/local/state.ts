import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf } from './leftovers.ts';
import { defaultHome, placesOf } from './places.ts';
import { type FullRecord, lastUse, readRecord } from './record.ts';

/** How a lake stands. */
export interface LakeState {
  /** Absent when no lake runs. */
  readonly record: FullRecord | undefined;
  /** When it ends by itself if nobody uses it any more; undefined when it never does, or when there is none. */
  readonly endsAt: Date | undefined;
  /** The last thing that the lake said of itself. */
  readonly lastNote: string | undefined;
  /** Processes that a killed lake has left; the next `up` or `down` ends them. */
  readonly leftovers: number;
  readonly logs: string;
}

/** Looks at a lake without using it. */
export function lakeState(home: string = defaultHome()): LakeState {
  const places = placesOf(home);
  const record = readRecord(places);
  const idleMinutes = record?.idleMinutes ?? 0;
  return {
    record,
    endsAt: idleMinutes === 0 ? undefined : new Date(lastUse(places) + idleMinutes * 60_000),
    lastNote: lastLine(join(places.logs, 'lake.log')),
    leftovers: record === undefined ? processesOf(places).length : 0,
    logs: places.logs,
  };
}

function lastLine(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8').trimEnd().split('\n').at(-1);
}
