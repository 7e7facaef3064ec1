import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { Conflict, Unclear } from '../object-store.ts';
import { createFolderStore } from './folder-store.ts';
import { createSwapper } from './swapper.ts';
import { GLUE_SOURCE, PYTHON, scratchLake } from './testing/folder-lake.ts';

const lake = scratchLake();
afterAll(() => lake[Symbol.dispose]());
const swapper = createSwapper(PYTHON);
const store = createFolderStore(lake, swapper);
afterAll(() => swapper.close());

const text = (body: Uint8Array | undefined) => body && Buffer.from(body).toString();
const bytes = (content: string) => Buffer.from(content);
const half = () => {
  const folder = join(lake.root, 'control/.tmp/command');
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe('objects on folders', () => {
  test('what is absent is undefined or false, also below a file', async () => {
    await store.create('control', 'absent/a', bytes('x'));

    for (const key of ['absent/b', 'absent/a/c', 'nothing/at/all']) {
      expect(await store.read('control', key)).toBeUndefined();
      expect(await store.exists('control', key)).toBe(false);
    }
    expect(await store.exists('control', 'absent')).toBe(false);
  });

  test('an object is created once; whoever comes later is told', async () => {
    const created = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => store.create('control', 'once/head.json', bytes(String(n)))),
    );

    expect(created.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of created) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Conflict);
    expect(half()).toEqual([]);
  });

  test('a swap needs the content that was read', async () => {
    const first = await store.create('control', 'swap/head.json', bytes('1'));
    const second = await store.swap('control', 'swap/head.json', bytes('2'), first);

    await expect(store.swap('control', 'swap/head.json', bytes('3'), first)).rejects.toBeInstanceOf(Conflict);
    expect(await store.read('control', 'swap/head.json')).toEqual({ body: bytes('2'), etag: second });
    await expect(store.swap('control', 'none/head.json', bytes('3'), first)).rejects.toBeInstanceOf(Conflict);
    expect(half()).toEqual([]);
  });

  test('a swap whose answer does not come is unclear, and the next one is made by another process', async () => {
    const silent = createSwapper('/bin/true');
    const etag = await store.create('control', 'unclear/head.json', bytes('1'));

    await expect(
      createFolderStore(lake, silent).swap('control', 'unclear/head.json', bytes('2'), etag),
    ).rejects.toBeInstanceOf(Unclear);
    await expect(
      createFolderStore(lake, createSwapper('/no/python')).swap('control', 'unclear/head.json', bytes('2'), etag),
    ).rejects.toBeInstanceOf(Unclear);
    expect(text((await store.read('control', 'unclear/head.json'))?.body)).toBe('1');
  });

  test('a listing gives keys under a prefix, in order, and nothing half written', async () => {
    for (const key of ['list/b/2', 'list/b/10', 'list/a', 'list/bc', 'lists/x'])
      await store.create('control', key, bytes(key));
    mkdirSync(join(lake.root, 'control/.tmp/w-1'), { recursive: true });
    writeFileSync(join(lake.root, 'control/.tmp/w-1/x'), 'x');

    expect(await store.list('control', 'list/')).toEqual(['list/a', 'list/b/10', 'list/b/2', 'list/bc']);
    expect(await store.list('control', 'list/b')).toEqual(['list/b/10', 'list/b/2', 'list/bc']);
    expect(await store.list('control', 'list/b/')).toEqual(['list/b/10', 'list/b/2']);
    expect((await store.list('control', '')).some((key) => key.startsWith('.tmp'))).toBe(false);
    expect(await store.list('nothing', 'x/')).toEqual([]);
  });

  test('deleting removes names and empty folders, and repeats without a complaint', async () => {
    await store.create('control', 'flights/staging/b-1/0.parquet', bytes('x'));
    await store.create('control', 'flights/in/b/0.csv', bytes('x'));

    for (const _ of [1, 2]) await store.delete('control', ['flights/staging/b-1/0.parquet', 'flights/none/x']);

    expect(existsSync(join(lake.root, 'control/flights/staging'))).toBe(false);
    await store.delete('control', ['flights/in/b/0.csv']);
    expect(readdirSync(join(lake.root, 'control/flights'))).toEqual([]);
  });

  test.each([
    ['control', '../outside'],
    ['control', '/etc/passwd'],
    ['control', 'a//b'],
    ['control', 'a/./b'],
    ['control', 'a\u0000b'],
    ['control', 'ñ'.repeat(513)],
    ['control', 'link/passwd'],
    ['..', 'x'],
    ['a/b', 'x'],
  ])('bucket %j, key %j is refused', async (bucket, key) => {
    mkdirSync(join(lake.root, 'control'), { recursive: true });
    if (!existsSync(join(lake.root, 'control/link'))) symlinkSync('/etc', join(lake.root, 'control/link'));

    await expect(store.read(bucket, key)).rejects.toMatchObject({ code: 'SLC9032' });
    await expect(store.create(bucket, key, bytes('x'))).rejects.toMatchObject({ code: 'SLC9032' });
  });
});

const COUNT_UP = `
import sys
from pathlib import Path
from sluice_glue.storage.folder import FolderStorage
from sluice_glue.storage.port import Conflict
storage = FolderStorage(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    while True:
        now = storage.read("control", "count/head.json")
        try:
            storage.swap("control", "count/head.json", str(int(now.body) + 1).encode(), now.token)
            break
        except Conflict:
            pass
`;

test('the job and the control plane swap the same object: no change is lost', async () => {
  const EACH = 150;
  await store.create('control', 'count/head.json', bytes('0'));
  const environment = { ...process.env, PYTHONPATH: GLUE_SOURCE };
  const job = promisify(execFile)(PYTHON, ['-c', COUNT_UP, lake.root, String(EACH)], { env: environment });
  for (let done = 0; done < EACH; ) {
    const now = await store.read('control', 'count/head.json');
    const next = bytes(String(Number(text(now?.body)) + 1));
    await store.swap('control', 'count/head.json', next, now?.etag ?? '').then(
      () => {
        done += 1;
      },
      (error: unknown) => expect(error).toBeInstanceOf(Conflict),
    );
  }
  await job;

  expect(readFileSync(join(lake.root, 'control/count/head.json'), 'utf8')).toBe(String(2 * EACH));
});

const SLOW_SWAP = `
import os, sys, time
from pathlib import Path
from sluice_glue.storage import folder
storage = folder.FolderStorage(Path(sys.argv[1]))
rename = os.replace
def slowly(source, target):
    print("locked", flush=True)
    time.sleep(0.4)
    rename(source, target)
os.replace = slowly
storage.swap("control", "slow/head.json", b"the job", sys.argv[2])
`;

test('a swap waits for the job that is between its comparison and its rename, and has lost then', async () => {
  const etag = await store.create('control', 'slow/head.json', bytes('1'));
  const job = spawn(PYTHON, ['-c', SLOW_SWAP, lake.root, etag], { env: { ...process.env, PYTHONPATH: GLUE_SOURCE } });
  const ended = new Promise((resolve) => job.once('exit', resolve));
  await new Promise((resolve) => job.stdout.once('data', resolve));

  await expect(store.swap('control', 'slow/head.json', bytes('2'), etag)).rejects.toBeInstanceOf(Conflict);

  expect(await ended).toBe(0);
  expect(text((await store.read('control', 'slow/head.json'))?.body)).toBe('the job');
});
