import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeS3, startFakeS3 } from '../testing/fake-s3.ts';
import { ObjectCache } from './object-cache.ts';
import type { ObjectStore } from './objects.ts';
import { s3Objects } from './objects-s3.ts';

let s3: FakeS3;
let folder: string;
let cache: ObjectCache;
let objects: ObjectStore;

beforeEach(async () => {
  s3 = await startFakeS3();
  folder = mkdtempSync(join(tmpdir(), 'sluice-objects-'));
  cache = new ObjectCache(join(folder, 'cache'), 1_000);
  objects = s3Objects(s3.client, cache);
});
afterEach(async () => {
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const downloads = (): string[] => s3.requests.filter((request) => request.startsWith('GET') && !request.endsWith('/'));
const cached = (): string[] => readdirSync(join(folder, 'cache'));

describe('listing', () => {
  it('goes through all pages, in buckets of any name', async () => {
    for (let index = 0; index < 8; index += 1) s3.put('my.own-bucket', `t/p=${index}/a.parquet`, 'x'.repeat(index));
    s3.put('my.own-bucket', 'u/other', 'x');

    const entries = await objects.list('s3://my.own-bucket/t/');

    expect(entries.map(({ uri }) => uri)).toEqual(
      [...Array(8).keys()].map((index) => `s3://my.own-bucket/t/p=${index}/a.parquet`),
    );
    expect(entries[3]).toMatchObject({
      sizeBytes: 3,
      modifiedMilliseconds: Date.UTC(2026, 0, 1),
      etag: expect.stringMatching(/^"\w+"$/),
    });
  });

  it('of a prefix without objects is empty, of a bucket that is not there fails', async () => {
    s3.put('b', 'k', 'x');

    expect(await objects.list('s3://b/none/')).toEqual([]);
    await expect(objects.list('s3://absent/x')).rejects.toThrow('NoSuchBucket');
  });
});

describe('objects on this machine', () => {
  it('are downloaded once per content, and a new content is another file', async () => {
    s3.put('b', 'k', 'first');
    const first = await objects.localFiles(await objects.list('s3://b/k'));
    const again = await objects.localFiles(await objects.list('s3://b/k'));
    s3.put('b', 'k', 'second');
    const second = await objects.localFiles(await objects.list('s3://b/k'));

    expect(readFileSync(first.pathOf('s3://b/k'), 'utf8')).toBe('first');
    expect(again.pathOf('s3://b/k')).toBe(first.pathOf('s3://b/k'));
    expect(readFileSync(second.pathOf('s3://b/k'), 'utf8')).toBe('second');
    expect(readFileSync(first.pathOf('s3://b/k'), 'utf8')).toBe('first');
    expect(downloads()).toHaveLength(2);
  });

  it('are downloaded once when many ask at the same moment', async () => {
    s3.put('b', 'k', 'content');
    const [entry] = await objects.list('s3://b/k');

    const all = await Promise.all([...Array(20)].map(() => objects.localFiles([entry!])));

    expect(new Set(all.map((files) => files.pathOf('s3://b/k'))).size).toBe(1);
    expect(downloads()).toHaveLength(1);
  });

  it('that are gone, or were replaced after they had been listed, are said to be gone', async () => {
    s3.put('b', 'k', 'first');
    const listed = await objects.list('s3://b/k');
    s3.put('b', 'k', 'second');

    await expect(objects.localFiles(listed)).rejects.toMatchObject({
      name: 'ObjectGone',
      uri: 's3://b/k',
      message: /replaced/,
    });
    await expect(objects.localFiles([{ uri: 's3://b/absent' }])).rejects.toMatchObject({
      name: 'ObjectGone',
      uri: 's3://b/absent',
    });
    expect(cached()).toEqual([]);
  });

  it('whose download breaks off leave nothing, and are downloaded anew', async () => {
    s3.put('b', 'k', 'x'.repeat(500));
    const listed = await objects.list('s3://b/k');
    s3.breakOffAfter(100);

    await expect(objects.localFiles(listed)).rejects.toThrow();

    expect(cached()).toEqual([]);
    expect(readFileSync((await objects.localFiles(listed)).pathOf('s3://b/k'), 'utf8')).toHaveLength(500);
  });

  it(
    'are removed, the longest unused first, when they are more than the limit; never while ' + 'they are used',
    async () => {
      for (const key of ['a', 'b', 'c']) s3.put('x', key, key.repeat(400));
      const bring = async (key: string) => objects.localFiles(await objects.list(`s3://x/${key}`));
      const a = await bring('a');
      const pathA = a.pathOf('s3://x/a');
      const b = await bring('b');
      const pathB = b.pathOf('s3://x/b');
      b.release();
      const c = await bring('c');

      // a is used, c is new: b had to go.
      expect([existsSync(pathA), existsSync(pathB), existsSync(c.pathOf('s3://x/c'))]).toEqual([true, false, true]);
      expect(cache.sizeBytes).toBe(800);
      a.release();
      a.release();
      await bring('b');
      expect(existsSync(pathA)).toBe(false);
      expect(cache.sizeBytes).toBe(800);
    },
  );

  it('more than the limit at once are all there', async () => {
    for (let index = 0; index < 5; index += 1) s3.put('x', `k${index}`, String(index).repeat(400));

    const files = await objects.localFiles(await objects.list('s3://x/'));

    for (let index = 0; index < 5; index += 1)
      expect(readFileSync(files.pathOf(`s3://x/k${index}`), 'utf8')).toBe(String(index).repeat(400));
    files.release();
    expect(cache.sizeBytes).toBeLessThanOrEqual(1_000);
  });

  it('are not brought when the query was cancelled', async () => {
    s3.put('b', 'k', 'x');

    await expect(objects.localFiles(await objects.list('s3://b/'), () => true)).rejects.toThrow('cancelled');
    expect(downloads()).toEqual([]);
  });
});

describe('writing', () => {
  it('puts whole objects, and drafts when they are complete; what was written need not be downloaded', async () => {
    s3.put('results', 'other', 'x');
    await objects.put('s3://results/a.csv.metadata', '{}');
    const draft = objects.draft('s3://results/a.csv');
    writeFileSync(draft.file, 'a,b\n1,2\n');
    const before = await objects.list('s3://results/a.csv');
    await draft.complete();

    const files = await objects.localFiles([{ uri: 's3://results/a.csv' }]);

    expect(before.map(({ uri }) => uri)).toEqual(['s3://results/a.csv.metadata']);
    expect(readFileSync(files.pathOf('s3://results/a.csv'), 'utf8')).toBe('a,b\n1,2\n');
    expect(downloads()).toEqual([]);
    expect(existsSync(draft.file)).toBe(false);
  });

  it('that is given up or refused leaves nothing', async () => {
    const dropped = objects.draft('s3://results/a.csv');
    writeFileSync(dropped.file, 'x');
    dropped.discard();
    const refused = objects.draft('s3://absent/a.csv');
    writeFileSync(refused.file, 'x');

    await expect(refused.complete()).rejects.toThrow('NoSuchBucket');
    expect(cached()).toEqual([]);
  });
});
