/** An object as it lies in a bucket. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /** SHA-256 of the content. */
  readonly digest: string;
}

/** A count, or why it could not be made. */
export type Counted = { readonly value: number } | { readonly problem: string };
