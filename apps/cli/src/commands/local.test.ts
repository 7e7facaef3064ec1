import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { palette, type Session } from '@sluice/terminal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../terminal/command-line.ts';

let home: string;
let logs: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-local-'));
  logs = join(home, 'local/logs');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function session(environment: NodeJS.ProcessEnv = {}, signal = new AbortController().signal) {
  const said = { out: '', err: '' };
  const terminal = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    paint: palette(false),
    paintError: palette(false),
    redraws: false,
    columns: 120,
    width: Number.POSITIVE_INFINITY,
  };
  const made: Session = {
    terminal,
    signal,
    environment: { ...environment, SLUICE_HOME: home },
    directory: home,
    exitCode: 0,
  };
  return { said, made };
}

async function local(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const { said, made } = session();
  return { code: await runCommandLine(['local', ...words], made), ...said };
}

describe('where no lake runs', () => {
  it('status says so, by its exit code too, and makes nothing', async () => {
    expect(await local('status')).toEqual({
      code: 1,
      out: 'No local lake is running. `npx sluice local up` brings one up.\n',
      err: '',
    });
    const { code, out } = await local('status', '--json');
    expect([code, JSON.parse(out)]).toEqual([
      1,
      { ok: false, lake: null, endsAt: null, lastNote: null, leftovers: 0, logs },
    ]);
    expect(readdirSync(home)).toEqual([]);
  });

  it('status tells why the last one ended', async () => {
    mkdirSync(logs, { recursive: true });
    writeFileSync(
      join(logs, 'lake.log'),
      '2026-01-15T10:00:00Z serves\n2026-01-15T12:00:00Z ends: nobody used it for 120 minutes\n',
    );

    expect((await local('status')).out).toContain(
      'last       2026-01-15T12:00:00Z ends: nobody used it for 120 minutes',
    );
  });

  it('down has nothing to do', async () => {
    expect(await local('down')).toEqual({ code: 0, out: 'No local lake was running.\n', err: '' });
    expect(JSON.parse((await local('down', '--json')).out)).toEqual({ ok: true, wasRunning: false, leftovers: 0 });
  });
});

describe('logs', () => {
  beforeEach(() => {
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, 'emulator.log'), 'one\ntwo \u001b[2Jthree\nhalf');
  });

  it('without a name tells what has one', async () => {
    expect((await local('logs')).out).toMatch(/part +emulator +the emulator of AWS/);
    expect(JSON.parse((await local('logs', '--json')).out).sources).toEqual([
      { kind: 'part', name: 'emulator', note: 'the emulator of AWS' },
    ]);
  });

  it('of a part are whole lines, the last ones, and cannot move the cursor', async () => {
    expect((await local('logs', 'emulator')).out).toBe('one\ntwo \\x1b[2Jthree\n');
    expect((await local('logs', 'emulator', '-n', '1')).out).toBe('two \\x1b[2Jthree\n');
    expect((await local('logs', 'emulator', '-n', '0')).out).toBe('');
    expect(JSON.parse((await local('logs', 'emulator', '--json')).out).lines).toEqual(['one', 'two \u001b[2Jthree']);
  });

  it('are followed until Ctrl-C, which is no failure', async () => {
    const interruption = new AbortController();
    const { said, made } = session({}, interruption.signal);
    const following = runCommandLine(['local', 'logs', 'emulator', '--follow', '-n', '0'], made);
    setTimeout(() => appendFileSync(join(logs, 'emulator.log'), ' a line\n'), 100);
    while (!said.out.includes('half')) await new Promise((resolve) => setTimeout(resolve, 20));
    interruption.abort();

    expect(await following).toBe(0);
    expect(said.out).toBe('half a line\n');
  });

  it('of what does not exist are refused', async () => {
    expect(await local('logs', 'sluice-flights-intake')).toMatchObject({
      code: 2,
      err: expect.stringContaining('SLC6116'),
    });
    expect(await local('logs', '--follow')).toMatchObject({ code: 2, err: expect.stringContaining('SLC8001') });
    expect(await local('logs', 'emulator', '--follow', '--json')).toMatchObject({ code: 2 });
    expect(await local('logs', 'emulator', '-n', 'many')).toMatchObject({ code: 2 });
  });
});

describe('up', () => {
  it.each([['-1'], ['soon'], ['1.5']])('refuses %s as minutes', async (minutes) => {
    expect(await local('up', `--idle-minutes=${minutes}`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--idle-minutes'),
    });
  });
});
