import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from '@sluice/control-plane/process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLakeDown } from './down.ts';
import { type LakePlaces, placesOf } from './places.ts';
import { type FullRecord, findLocalLake, lastUse, writeRecord } from './record.ts';
import { lakeState } from './state.ts';

let home: string;
let places: LakePlaces;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-record-'));
  places = placesOf(home);
  mkdirSync(places.logs, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const recordOf = (changes: Partial<FullRecord> = {}): FullRecord => ({
  ...(identify(process.pid) ?? { pid: 0, started: '' }),
  endpoint: 'http://127.0.0.1:4566',
  serviceUrl: 'http://127.0.0.1:4599',
  account: '000000000000',
  region: 'us-east-1',
  startedAt: '2026-01-15T10:00:00.000Z',
  state: 'ready',
  idleMinutes: 120,
  ...changes,
});

describe('a lake is found', () => {
  it('while its process lives, once everything is deployed', () => {
    writeRecord(places, recordOf({ state: 'starting' }));
    expect(findLocalLake(home)).toBeUndefined();

    writeRecord(places, recordOf());
    expect(findLocalLake(home)).toEqual({
      endpoint: 'http://127.0.0.1:4566',
      serviceUrl: 'http://127.0.0.1:4599',
      account: '000000000000',
      region: 'us-east-1',
      pid: process.pid,
      startedAt: '2026-01-15T10:00:00.000Z',
    });
    expect(readdirSync(places.folder).sort()).toEqual(['lake.json', 'logs']);
  });

  it('not when its pid belongs to another process by now, nor when its record is damaged or absent', () => {
    writeRecord(places, recordOf({ started: 'another time' }));
    expect(findLocalLake(home)).toBeUndefined();

    writeFileSync(places.record, '{"pid": 1');
    expect(findLocalLake(home)).toBeUndefined();

    expect(findLocalLake(join(home, 'nowhere'))).toBeUndefined();
    expect(existsSync(join(home, 'nowhere'))).toBe(false);
  });

  it('which counts as a use; to look how it stands does not', () => {
    writeRecord(places, recordOf());
    const long = new Date(Date.now() - 90 * 60_000);
    utimesSync(places.record, long, long);

    const { endsAt } = lakeState(home);
    expect(((endsAt?.getTime() ?? 0) - Date.now()) / 60_000).toBeCloseTo(30, 0);
    expect(lastUse(places)).toBe(long.getTime());

    findLocalLake(home);
    expect(Date.now() - lastUse(places)).toBeLessThan(5_000);
  });

  it('that never ends by itself has no end', () => {
    writeRecord(places, recordOf({ idleMinutes: 0 }));

    expect(lakeState(home)).toMatchObject({ endsAt: undefined, leftovers: 0, record: { state: 'ready' } });
  });
});

describe('what a killed lake has left', () => {
  it('is counted, ended and removed by down; logs stay', async () => {
    mkdirSync(places.temporary, { recursive: true });
    writeFileSync(join(places.temporary, 'half'), '');
    writeFileSync(join(places.logs, 'lake.log'), '2026-01-15T10:00:00.000Z serves\n');
    writeRecord(places, recordOf({ started: 'before the crash' }));
    const left = spawn('sh', ['-c', 'trap "" TERM INT; sleep 60 & wait'], {
      env: { ...process.env, TMPDIR: join(places.emulator, 'tmp') },
      stdio: 'ignore',
      detached: true,
    });
    const gone = new Promise((resolve) => left.once('exit', resolve));
    while (lakeState(home).leftovers < 2) await new Promise((resolve) => setTimeout(resolve, 20));

    const report = await takeLakeDown(home);
    await gone;

    expect(report).toEqual({ wasRunning: false, leftovers: 2 });
    expect(lakeState(home)).toMatchObject({
      leftovers: 0,
      record: undefined,
      lastNote: '2026-01-15T10:00:00.000Z serves',
    });
    expect(readdirSync(places.folder)).toEqual(['logs']);
  });

  it('is nothing where there never was a lake, and nothing is made', async () => {
    expect(await takeLakeDown(join(home, 'nowhere'))).toEqual({ wasRunning: false, leftovers: 0 });
    expect(existsSync(join(home, 'nowhere'))).toBe(false);
  });
});
