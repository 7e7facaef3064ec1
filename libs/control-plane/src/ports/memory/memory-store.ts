import { createHash } from 'node:crypto';
import { Conflict, type ObjectStore, type StoredObject } from '../object-store.ts';

/**
 * A moment of a store's call: `before` nothing has happened, `after` everything has, and the answer may still get lost.
 */
export type StoreMoment = `${'before' | 'after'} ${keyof ObjectStore}`;

/** What a test may watch. */
export interface MemoryStoreOptions {
  /** May throw: a crash, or `Unclear` for an answer that got lost. */
  readonly onCall?: (moment: StoreMoment, bucket: string, key: string) => void;
  /** The objects, when several stores (of several processes) look at the same ones. */
  readonly objects?: Map<string, StoredObject>;
}

/**
 * Object storage in memory, for tests and simulations. ETags are digests of the content, as S3's mostly are: the same
 * content has the same.
 */
export function createMemoryStore({ onCall = () => {}, objects = new Map() }: MemoryStoreOptions = {}): ObjectStore {
  const at = (bucket: string, key: string) => `${bucket}/${key}`;
  async function call<Answer>(
    operation: keyof ObjectStore,
    bucket: string,
    key: string,
    act: () => Answer,
  ): Promise<Answer> {
    // Others get their turn before anything happens, as they would over a network; then it happens at once.
    await Promise.resolve();
    onCall(`before ${operation}`, bucket, key);
    const answer = act();
    onCall(`after ${operation}`, bucket, key);
    return answer;
  }
  const put = (bucket: string, key: string, body: Uint8Array) => {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    objects.set(at(bucket, key), { body, etag });
    return etag;
  };
  return {
    read: (bucket, key) => call('read', bucket, key, () => objects.get(at(bucket, key))),
    exists: (bucket, key) => call('exists', bucket, key, () => objects.has(at(bucket, key))),
    create: (bucket, key, body) =>
      call('create', bucket, key, () => {
        if (objects.has(at(bucket, key))) throw new Conflict(at(bucket, key));
        return put(bucket, key, body);
      }),
    swap: (bucket, key, body, etag) =>
      call('swap', bucket, key, () => {
        if (objects.get(at(bucket, key))?.etag !== etag) throw new Conflict(at(bucket, key));
        return put(bucket, key, body);
      }),
    delete: async (bucket, keys) => {
      for (const key of keys) await call('delete', bucket, key, () => objects.delete(at(bucket, key)));
    },
    list: (bucket, prefix) =>
      call('list', bucket, prefix, () => {
        const start = at(bucket, prefix);
        return [...objects.keys()]
          .filter((name) => name.startsWith(start))
          .map((name) => name.slice(bucket.length + 1));
      }),
  };
}
