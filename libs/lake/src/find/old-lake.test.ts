import { lakeNames } from '@sluice/protocol';
import { expect, test } from 'vitest';
import oldLake from '../../../protocol/conformance/old-lake.json' with { type: 'json' };
import { refuseOldLake } from './old-lake.ts';
import type { Target } from './target.ts';

/** The batch of a lake that an older release made. */
const OLD_BATCH = oldLake.control.find((key) => key.startsWith('batches/'))?.split('/')[1] ?? '';

/** A control bucket that has these names directly under `batches/`. */
function targetWith(...names: readonly string[]): Pick<Target, 's3' | 'names'> {
  const send = async () => ({ CommonPrefixes: names.map((name) => ({ Prefix: `batches/${name}/` })) });
  return { s3: { send } as unknown as Target['s3'], names: lakeNames({ account: '1', region: 'r' }) };
}

test('a lake of an older release is refused, with the way to drain it', async () => {
  await expect(refuseOldLake(targetWith('in', OLD_BATCH))).rejects.toMatchObject({
    code: 'SLC8041',
    message: expect.stringContaining(`batches/${OLD_BATCH}/`),
    fix: expect.stringContaining('Drain it with the release that made it'),
  });
});

test('a dataset that is called batches is none', async () => {
  await expect(refuseOldLake(targetWith('batches', 'in', 'plans', 'staging'))).resolves.toBeUndefined();
  await expect(refuseOldLake(targetWith())).resolves.toBeUndefined();
});

/** A control bucket that answers with this error. */
function targetThatSays(name: string): Pick<Target, 's3' | 'names'> {
  const send = async () => Promise.reject(Object.assign(new Error(name), { name }));
  return { ...targetWith(), s3: { send } as unknown as Target['s3'] };
}

test('who may not list the control bucket is not kept from what needs no batch', async () => {
  await expect(refuseOldLake(targetThatSays('AccessDenied'))).resolves.toBeUndefined();
  await expect(refuseOldLake(targetThatSays('NoSuchBucket'))).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

test('a lake of many old batches costs one request', async () => {
  let requests = 0;
  const send = async () => {
    requests += 1;
    return { CommonPrefixes: [{ Prefix: `batches/${OLD_BATCH}/` }], NextContinuationToken: 'more' };
  };

  await expect(refuseOldLake({ ...targetWith(), s3: { send } as unknown as Target['s3'] })).rejects.toThrow('batches/');
  expect(requests).toBe(1);
});
