import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { memoryObjects } from '../memory-objects.fixture.ts';
import { memoryTarget } from '../testing.fixture.ts';
import { keyToPut, putInto } from './put.ts';

describe('a file that is put', () => {
  it('gets its name below its dataset, or the one that it is given', () => {
    expect(keyToPut('sales', '/tmp/x/2026.csv', undefined)).toBe('incoming/sales/2026.csv');
    expect(keyToPut('sales', '/tmp/x.csv', '2026/01.csv')).toBe('incoming/sales/2026/01.csv');
  });

  it.each(['', 'folder/', '/root.csv', 'a\nb.csv', 'x'.repeat(1020)])(
    'never gets a name that is no key: %j',
    (name) => {
      expect(() => keyToPut('sales', '/tmp/x.csv', name)).toThrow(expect.objectContaining({ code: 'SLC8037' }));
    },
  );
});

describe('a file of this machine', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sluice-put-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const objects = memoryObjects();
  const target = { ...memoryTarget(), s3: objects.s3 };
  const put = (name: string, into: Pick<Target, 's3' | 'sqs' | 'names' | 'lake'> = target, dataset = 'sales') =>
    putInto(into, join(root, name), { dataset, as: undefined, signal: new AbortController().signal });

  it('lies in raw where its dataset takes files, in a version of its own', async () => {
    writeFileSync(join(root, 'a.csv'), 'x,y');

    expect(await put('a.csv')).toEqual({
      datasetId: 'sales',
      bucket: target.names.rawBucket,
      key: 'incoming/sales/a.csv',
      versionId: 'v-put',
      bytes: 3,
    });
    expect(objects.text(target.names.rawBucket, 'incoming/sales/a.csv')).toBe('x,y');
  });

  it.each([
    ['is not there', 'nothing.csv', 'there is no such file'],
    ['is a folder', '.', 'it is no regular file'],
    ['is larger than one request', 'large.csv', 'it has 5368709121 bytes; the limit is 5 GB'],
  ])('that %s is SLC8037, and nothing is put', async (_, name, message) => {
    writeFileSync(join(root, 'large.csv'), '');
    // A hole: it takes no room on the disk.
    truncateSync(join(root, 'large.csv'), 5 * 1024 ** 3 + 1);
    const before = objects.asked.length;

    await expect(put(name)).rejects.toMatchObject({ code: 'SLC8037', message });
    expect(objects.asked).toHaveLength(before);
  });

  it('is put into no dataset that is not deployed', async () => {
    await expect(put('a.csv', target, 'orders')).rejects.toMatchObject({ code: 'SLC8033' });
  });

  it('is decided by its version: a bucket without any is no raw bucket', async () => {
    writeFileSync(join(root, 'a.csv'), 'x');
    const s3 = { send: async () => ({}) } as unknown as Target['s3'];

    await expect(put('a.csv', { ...target, s3 })).rejects.toMatchObject({
      code: 'SLC8034',
      message: expect.stringContaining('keeps no versions'),
    });
  });
});
