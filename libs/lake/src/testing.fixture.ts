import { createMemoryLedger, type FileRecord, type Ledger, moveFile, type ObjectVersion } from '@sluice/control-plane';
import { lakeNames } from '@sluice/protocol';
import type { Target } from './find/target.ts';

/**
 * A target that has a ledger in memory and queues by name; its buckets are empty, whatever else a test touches is
 * missing.
 */
export function memoryTarget(
  ledger: Ledger = createMemoryLedger(),
  datasets: readonly string[] = ['sales', 'flights'],
): Target {
  const names = lakeNames({ account: '000000000000', region: 'us-east-1' });
  const sqs = {
    send: async () => ({
      QueueUrls: datasets.flatMap((id) => [`http://q/sluice-${id}-intake`, `http://q/sluice-${id}-intake-dlq`]),
    }),
  };
  const missing = Object.assign(new Error('NotFound'), { name: 'NotFound' });
  const s3 = { send: async () => Promise.reject(missing) };
  const place = {
    kind: 'local',
    endpoint: 'http://127.0.0.1:1',
    account: '000000000000',
    region: 'us-east-1',
    lake: 'sluice',
    names,
  } as const;
  return { ...place, ledger, sqs, s3, close() {} } as unknown as Target;
}

/** An object version of `sales`; every one is another. */
export function objectVersion(changes: Partial<ObjectVersion> = {}): ObjectVersion {
  return {
    datasetId: 'sales',
    bucket: 'sluice-raw-000000000000-us-east-1',
    key: 'incoming/sales/a.csv',
    versionId: 'v-0000000000000001',
    etag: 'e',
    sizeBytes: 812,
    sequencer: '0A',
    eventTime: '2026-01-15T10:00:00.000Z',
    ...changes,
  };
}

/** A file that intake has refused. */
export async function refused(
  ledger: Ledger,
  object: ObjectVersion,
  reason: string,
  at = '2026-01-15T10:00:01.000Z',
): Promise<FileRecord> {
  await ledger.receive(object, at);
  const change = { reason, detail: `found ${reason}`, contractVersion: '1.0.0', place: { line: 2, offset: 20 } };
  const moved = await ledger.moveFile(moveFile(object, ['RECEIVED', 'QUARANTINED'], { at, actor: 'intake' }, change));
  if (moved.kind !== 'done') throw new Error('the file was not refused');
  return moved.item;
}
