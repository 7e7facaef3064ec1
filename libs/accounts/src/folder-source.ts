import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { objectPath } from '@sluice/control-plane/folder';
import { inParallel } from '@sluice/control-plane/in-parallel';
import { folderDocuments, type StoredObject } from '@sluice/lake';
import { registeredPartitions } from '@sluice/lake/catalog';
import { BUCKETS, type Clients, type FolderLedger, keysUnder, type Lake, objectsUnder } from '@sluice/lake/folder';
import type { LakeSource } from './lake-source.ts';

const AT_ONCE = 16;
const { raw, processed, quarantine, control } = BUCKETS;

/** A lake on folders, with its ledger open and its catalog served. */
export function folderSource(lake: Lake, ledger: FolderLedger, clients: Pick<Clients, 'glue'>): LakeSource {
  const versions = new Map<string, string>();
  return {
    ledger: ledger.ledger,
    buckets: { raw, processed, quarantine, control },
    documents: folderDocuments(lake),
    keepsVersions: false,
    hasEvents: false,
    datasets: async () => ledger.datasets(),
    // A command says how many it runs at once; nobody has deployed a limit.
    slotLimit: async () => Number.POSITIVE_INFINITY,
    async versions(signal) {
      const objects = await objectsUnder(lake, raw, '', signal, () => {});
      for (const { key, digest } of objects) versions.set(key, digest);
      return objects.map(({ bucket, key, digest, bytes }) => ({ bucket, key, versionId: digest, bytes }));
    },
    async objects(bucket) {
      return inParallel(await keysUnder(lake, bucket, ''), AT_ONCE, async (key): Promise<StoredObject> => {
        // A link is an object too, wherever it leads: it must not lie there.
        const { size } = await lstat(join(lake.root, bucket, key));
        return { bucket, key, bytes: size, digest: '' };
      });
    },
    registered: () => registeredPartitions(clients),
    async open({ bucket, key, versionId }, signal) {
      // The name holds one content: another version is not there.
      if (versionId !== undefined && versions.get(key) !== versionId) return undefined;
      const path = objectPath(lake, bucket, key);
      const isFile = await lstat(path).then(
        (status) => status.isFile(),
        () => false,
      );
      return isFile ? createReadStream(path, { highWaterMark: 1 << 20, signal }) : undefined;
    },
    pathOf: ({ bucket, key }) => objectPath(lake, bucket, key),
    async halfWritten() {
      const keys = await keysUnder(lake, control, '');
      return keys
        .filter((key) => key.startsWith('.tmp/') || /(?:^|\/)staging\//.test(key))
        .map((key) => `${control}/${key}`);
    },
  };
}
