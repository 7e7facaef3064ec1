/** A place in the lake: `s3://<bucket>/<key>`. */
export interface ObjectUri {
  readonly bucket: string;
  readonly key: string;
}

/** An object, or that content of it which a listing showed. */
export interface ObjectReference {
  readonly uri: string;
  /** Content and its tag are never parted: another content has another tag. Folders have none. */
  readonly etag?: string;
}

/** An object as a listing shows it. */
export interface ObjectEntry extends ObjectReference {
  readonly sizeBytes: number;
  readonly modifiedMilliseconds: number;
}

/** Objects as files of this machine. They stay until they are released. */
export interface LocalFiles {
  /** The file with the content of an object that was asked for. */
  pathOf(uri: string): string;
  release(): void;
}

/** An object on its way. */
export interface Draft {
  readonly file: string;
  complete(): Promise<void>;
  discard(): void;
}

/** The objects that tables lie on and results are written to: folders of this machine, or buckets of S3. */
export interface ObjectStore {
  /** The objects whose key begins with the prefix, by key. A prefix without objects gives none. */
  list(prefix: string): Promise<ObjectEntry[]>;
  /** Brings objects to this machine; `ObjectGone` when one is not there, or not with that content. */
  localFiles(objects: readonly ObjectReference[], isCancelled?: () => boolean): Promise<LocalFiles>;
  /** Creates or replaces an object; a reader never sees half of it. */
  put(uri: string, content: string | Uint8Array): Promise<void>;
  /**
   * Where an object that is written piece by piece shall lie before it is complete, and how to complete or to drop it.
   */
  draft(uri: string): Draft;
}

/** An object that was listed, or known by name, and cannot be read. */
export class ObjectGone extends Error {
  override readonly name = 'ObjectGone';
  readonly uri: string;

  constructor(uri: string, why = 'The specified key does not exist.') {
    super(why);
    this.uri = uri;
  }
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{0,62}$/;

/** Reads an `s3://` address; undefined when it is none or could lead out of the bucket. */
export function parseUri(uri: string): ObjectUri | undefined {
  const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri);
  const [, bucket = '', key = ''] = match ?? [];
  if (!BUCKET.test(bucket) || bucket.includes('..') || key.includes('\0') || key.includes('\\')) return undefined;
  const segments = key.split('/');
  return segments.some((segment) => segment === '..' || segment === '.') ? undefined : { bucket, key };
}

/** The file of an object, which must be among those that were brought. */
export function fileOf(paths: ReadonlyMap<string, string>, uri: string): string {
  const path = paths.get(uri);
  if (path === undefined) throw new Error(`${uri} was not brought to this machine`);
  return path;
}

/** What a query without files reads. */
export const NO_FILES: LocalFiles = { pathOf: (uri) => fileOf(new Map(), uri), release: () => undefined };
