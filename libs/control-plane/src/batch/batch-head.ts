import { type BatchHead, batchHeadKey, type Manifest, openHead } from '@sluice/protocol';
import { ControlPlaneError } from '../errors.ts';
import { Conflict, Unclear } from '../ports/object-store.ts';
import { rounds } from '../ports/patience.ts';
import { type At, type BatchPlace, bytesOf, createOnce, readBatchHead } from './documents.ts';

/** A batch head with the token that a swap presents. */
export type BatchHeadAt = At<BatchHead>;

/** How a swap ended. `lost`: somebody changed the batch head in between, and this is what it says. */
export type Swapped =
  | { readonly kind: 'won'; readonly at: BatchHeadAt }
  | { readonly kind: 'lost'; readonly now: BatchHeadAt };

/** Creates the batch head open(1), unless the batch has one. */
export async function createBatchHead(place: BatchPlace, manifest: Manifest): Promise<void> {
  await createOnce(
    place,
    batchHeadKey(place.config.datasetId, place.batchId),
    openHead(manifest, place.ports.clock.now()),
  );
}

/**
 * Changes the batch head from exactly this content to that one. After a 412, a 409 or a lost answer the object is read:
 * the new content means won (the request, or the client's own repetition of it, was applied), the old content means try
 * again.
 *
 * @throws ControlPlaneError SLC9021 when nobody can tell; the next one who looks will see
 */
export async function swapBatchHead(place: BatchPlace, expected: BatchHeadAt, next: BatchHead): Promise<Swapped> {
  const { store, clock } = place.ports;
  const [bucket, key] = [place.config.controlBucket, batchHeadKey(place.config.datasetId, place.batchId)];
  for await (const _ of rounds(clock)) {
    try {
      return { kind: 'won', at: { document: next, etag: await store.swap(bucket, key, bytesOf(next), expected.etag) } };
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof Unclear)) throw error;
    }
    const now = await readBatchHead(place);
    if (now === undefined) throw new ControlPlaneError('SLC9024', `${bucket}/${key} is gone`);
    if (isSameContent(now.document, next)) return { kind: 'won', at: now };
    if (now.etag !== expected.etag) return { kind: 'lost', now };
  }
  throw new ControlPlaneError('SLC9021', `s3://${bucket}/${key}: no answer`);
}

/** Own content: another reconciler that took the same step at another millisecond is somebody else. */
function isSameContent(a: BatchHead, b: BatchHead): boolean {
  return Buffer.from(bytesOf(a)).equals(Buffer.from(bytesOf(b)));
}
