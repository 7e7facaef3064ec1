import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configOf, intakeLake, sample } from '../../intake/testing/intake-lake.ts';
import { all } from '../../ledger/testing/records.ts';
import type { FileRecord } from '../../model.ts';
import { moveFile } from '../../transitions.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { createFolderPorts } from './folder-ports.ts';
import { PYTHON, scratchLake, watched } from './testing/folder-lake.ts';
import { takeIn, type WayIn } from './way-in.ts';

const { services } = await intakeLake({ datasetId: 'flights' });
const GOOD = sample('flights', 'valid.csv');
const config = configOf('flights', { rawBucket: 'raw' });
const silent = { decision: () => {}, event: () => {}, metrics: () => {} };

/** A lake, a folder of a producer, and the way from the one to the other. */
function begin() {
  const lake = scratchLake();
  const inbox = join(lake.root, '..', `${lake.root.split('/').at(-1)} inbox`);
  mkdirSync(inbox);
  const ports = createFolderPorts(lake, { python: PYTHON, environment: {}, telemetry: silent });
  onTestFinished(() => {
    ports.close();
    lake[Symbol.dispose]();
    execFileSync('rm', ['-rf', inbox]);
  });
  const { dataset } = services;
  const { ledger, store, ranges } = ports;
  const wayIn: WayIn = {
    ...{ config, dataset, ledger, store, ranges, lake, signal: new AbortController().signal },
    now: () => SYSTEM_CLOCK.now(),
  };
  return {
    lake,
    inbox,
    wayIn,
    put: (name: string, content: string | Uint8Array) => {
      mkdirSync(dirname(join(inbox, name)), { recursive: true });
      writeFileSync(join(inbox, name), content);
    },
    raw: (name: string) => join(lake.root, 'raw/incoming/flights', name),
    states: async () =>
      Object.fromEntries(
        (await all(ledger.filesOf('flights'))).map((file: FileRecord) => [
          file.key.slice('incoming/flights/'.length),
          `${file.state} ${file.reason}`,
        ]),
      ),
  };
}

describe('a folder of files', () => {
  test('is decided about as events would be, and again changes nothing', async () => {
    const { put, inbox, wayIn, states, raw } = begin();
    put('a.csv', GOOD);
    put('b/c.csv', GOOD);
    put('empty.csv', '');
    put('notes.txt', 'x');
    put('headless.csv', '1,2,3\n');
    symlinkSync('/nowhere', join(inbox, 'dangling.csv'));
    execFileSync('mkfifo', [join(inbox, 'pipe.csv')]);
    writeFileSync(Buffer.concat([Buffer.from(`${inbox}/`), Buffer.from([0xff]), Buffer.from('.csv')]), 'x');
    put('tab\t.csv', 'x');

    const first = await takeIn(inbox, wayIn);
    const again = await takeIn(inbox, wayIn);

    expect(await states()).toEqual({
      'a.csv': 'QUEUED null',
      'b/c.csv': 'QUEUED null',
      'empty.csv': 'IGNORED empty',
      'notes.txt': 'IGNORED suffix',
      'headless.csv': 'QUARANTINED header-only',
      'dangling.csv': 'IGNORED not-a-file',
      'pipe.csv': 'IGNORED not-a-file',
      '\ufffd.csv': 'IGNORED name-not-utf8',
      'tab\t.csv': 'IGNORED name-control',
    });
    expect(first).toMatchObject({ known: 0, postponed: [] });
    expect(first.decided).toHaveLength(9);
    expect(again).toEqual({ decided: [], known: 9, postponed: [] });
    expect(readFileSync(raw('a.csv')).equals(GOOD)).toBe(true);
    expect(existsSync(raw('notes.txt'))).toBe(false);
    expect(readdirSync(join(raw('.'), '../../../control/.tmp/command'))).toEqual([]);
  });

  test('the first content of a name is kept, later ones are refused, each once', async () => {
    const { put, inbox, wayIn, raw } = begin();
    put('a.csv', GOOD);
    await takeIn(inbox, wayIn);
    put('a.csv', `${Buffer.from(GOOD).toString()}\n`);

    const { decided } = await takeIn(inbox, wayIn);
    put('a.csv', GOOD);

    expect(decided.map(({ file }) => [file.standing, file.state, file.reason])).toEqual([
      ['later', 'QUARANTINED', 'key-overwritten'],
    ]);
    expect(readFileSync(raw('a.csv')).equals(GOOD)).toBe(true);
    expect(await takeIn(inbox, wayIn)).toMatchObject({ decided: [], known: 1 });
  });

  test('a refused content that is released and does not lie there is gone, not read as the one that does', async () => {
    const { put, inbox, wayIn } = begin();
    put('a.csv', '1,2,3\n');
    await takeIn(inbox, wayIn);
    put('a.csv', GOOD);
    const [refused] = (await takeIn(inbox, wayIn)).decided;
    const id = refused?.file as FileRecord;
    const step = { at: new Date().toISOString(), actor: 'operator:test' } as const;
    await wayIn.ledger.moveFile(moveFile(id, ['QUARANTINED', 'RECEIVED'], step));

    await takeIn(inbox, wayIn);

    expect(await wayIn.ledger.file(id)).toMatchObject({ state: 'QUARANTINED', reason: 'key-missing' });
  });

  test('a file that is too large is not copied', async () => {
    const { put, inbox, wayIn, raw, states } = begin();
    const plan = { ...wayIn.dataset.plan, source: { ...wayIn.dataset.plan.source, max_bytes: 10 } };
    put('a.csv', GOOD);

    await takeIn(inbox, { ...wayIn, dataset: { ...wayIn.dataset, plan } });

    expect(await states()).toEqual({ 'a.csv': 'QUARANTINED too-large' });
    expect(existsSync(raw('a.csv'))).toBe(false);
  });

  test('what is being written or cannot be read waits, and nothing of it is kept', async () => {
    const { put, inbox, wayIn, raw, states } = begin();
    put('a.csv', GOOD);
    put('growing.csv', Buffer.alloc(3 << 20, 'x'));
    // Opens for every user, fails with EIO at the first read.
    symlinkSync('/proc/self/mem', join(inbox, 'dead.csv'));
    const growing = setInterval(() => appendFileSync(join(inbox, 'growing.csv'), 'x'), 0);

    const { postponed } = await takeIn(inbox, wayIn).finally(() => clearInterval(growing));

    expect(postponed.map(({ key, reason }) => [key, reason])).toEqual([
      ['incoming/flights/dead.csv', 'unreadable'],
      ['incoming/flights/growing.csv', 'still-written'],
    ]);
    expect(existsSync(raw('growing.csv'))).toBe(false);
    expect(await states()).toEqual({ 'a.csv': 'QUEUED null' });
    truncateSync(join(inbox, 'growing.csv'), 0);
    expect((await takeIn(inbox, wayIn)).decided.map(({ file }) => file.reason)).toEqual(['empty']);
  });
});

test('objects that lie in the raw bucket without a decision are decided first', async () => {
  const { inbox, wayIn, raw, states } = begin();
  mkdirSync(raw('.'), { recursive: true });
  writeFileSync(raw('left.csv'), GOOD);
  const { mtime } = statSync(raw('left.csv'));

  const { decided } = await takeIn(inbox, wayIn);

  expect(await states()).toEqual({ 'left.csv': 'QUEUED null' });
  expect(decided[0]?.file.eventTime).toBe(mtime.toISOString());
});

test('a crash before or after any call loses nothing and decides nothing twice', async () => {
  const outcomes: string[] = [];
  for (let death = 1; ; death += 1) {
    const { put, inbox, wayIn, states } = begin();
    put('a.csv', GOOD);
    put('empty.csv', '');
    put('headless.csv', '1,2,3\n');
    put('notes.txt', 'x');
    let moments = 0;
    const onCall = () => {
      moments += 1;
      if (moments === death) throw new Error('crash');
    };
    const { ledger, store, ranges } = wayIn;
    const mortal = {
      ...wayIn,
      ledger: watched(ledger, onCall),
      store: watched(store, onCall),
      ranges: watched(ranges, onCall),
    };
    const crashed = await takeIn(inbox, mortal).then(
      () => false,
      () => true,
    );

    await takeIn(inbox, wayIn);

    expect(await states(), `died at ${death}`).toEqual({
      'a.csv': 'QUEUED null',
      'empty.csv': 'IGNORED empty',
      'headless.csv': 'QUARANTINED header-only',
      'notes.txt': 'IGNORED suffix',
    });
    for (const file of await all(ledger.filesOf('flights'))) expect(file.history).toHaveLength(2);
    outcomes.push(String(crashed));
    if (!crashed) break;
  }
  expect(outcomes.length).toBeGreaterThan(25);
});
