import { describe, expect, it } from 'vitest';
import { memoryObjects } from '../memory-objects.fixture.ts';
import { childPrefixes, isMissing, type ListedObject, listed, objectBytes, objectText } from './target-objects.ts';

async function all(objects: AsyncIterable<ListedObject>): Promise<readonly ListedObject[]> {
  const found: ListedObject[] = [];
  for await (const object of objects) found.push(object);
  return found;
}

describe('objects of a bucket', () => {
  const objects = memoryObjects();
  for (const key of ['a/1', 'a/2', 'a/b/3', 'c/4', 'd/5', '6']) objects.put('bucket', key, key);

  it('are listed under a prefix, with their sizes, to the last page', async () => {
    expect(await all(listed(objects, 'bucket', ''))).toEqual(
      ['6', 'a/1', 'a/2', 'a/b/3', 'c/4', 'd/5'].map((key) => ({ key, bytes: key.length })),
    );
    expect((await all(listed(objects, 'bucket', 'a/'))).map(({ key }) => key)).toEqual(['a/1', 'a/2', 'a/b/3']);
  });

  it('are shown as folders show them: names alone, without what stands before and behind', async () => {
    expect(await childPrefixes(objects, 'bucket', '')).toEqual(['a', 'c', 'd']);
    expect(await childPrefixes(objects, 'bucket', 'a/')).toEqual(['b']);
  });

  it('are read in the version that is asked for; what is gone is undefined', async () => {
    objects.put('bucket', 'v', 'first', 'v1');
    objects.put('bucket', 'v', 'second', 'v2');

    expect(await objectText(objects, 'bucket', 'v')).toBe('second');
    expect(new TextDecoder().decode(await objectBytes(objects, 'bucket', 'v', 'v1'))).toBe('first');
    expect(await objectText(objects, 'bucket', 'nothing')).toBeUndefined();
    expect(await objectBytes(objects, 'bucket', 'v', 'v3')).toBeUndefined();
  });

  it('that cannot be read for another reason are a failure', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });
    const s3 = { send: async () => Promise.reject(denied) } as never;

    await expect(objectText({ s3 }, 'bucket', 'a')).rejects.toBe(denied);
  });
});

it.each([
  ['NoSuchKey', true],
  ['NoSuchVersion', true],
  ['NotFound', true],
  ['NoSuchBucket', false],
  ['AccessDenied', false],
])('%s says that there is no such object: %s', (name, expected) => {
  expect(isMissing(Object.assign(new Error('x'), { name }))).toBe(expected);
});
