/** An object with the token that a swap presents. */
export interface StoredObject {
  readonly body: Uint8Array;
  readonly etag: string;
}

/**
 * Object storage, as far as the control plane needs it: conditional puts are the compare-and-swap of the commit
 * protocol. A call that throws `Conflict` or `Unclear` has no verdict: the object itself says what happened.
 */
export interface ObjectStore {
  read(bucket: string, key: string): Promise<StoredObject | undefined>;
  exists(bucket: string, key: string): Promise<boolean>;
  /** Puts the object if it is absent (`If-None-Match: *`), and returns its ETag. */
  create(bucket: string, key: string, body: Uint8Array): Promise<string>;
  /** Puts the object if it still has this ETag (`If-Match`), and returns the new one. */
  swap(bucket: string, key: string, body: Uint8Array, etag: string): Promise<string>;
  /** Deletes objects by name; absent ones are no error. */
  delete(bucket: string, keys: readonly string[]): Promise<void>;
  /** Keys under a prefix, every page of them. */
  list(bucket: string, prefix: string): Promise<readonly string[]>;
}

/** A condition did not hold (412, 409, 404 of a swap): somebody was faster, or it was this call's own repetition. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** No answer, or none that says what happened: the request may have been applied. */
export class Unclear extends Error {
  override readonly name = 'Unclear';
}
