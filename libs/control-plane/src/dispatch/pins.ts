import { type DatasetConfig, type PinnedObject, packageKey, planKey, scriptKey, sha256 } from '@sluice/protocol';
import type { RunPins } from '../batch/documents.ts';
import { ControlPlaneError } from '../errors.ts';
import type { FileRecord, PendingFile } from '../model.ts';
import type { BatchPorts } from '../ports/lake-ports.ts';
import { Conflict, Unclear } from '../ports/object-store.ts';
import { patiently, rounds } from '../ports/patience.ts';

/** What a batch of these files runs with, and whether that is not what they were queued for. */
export interface ChosenPins extends RunPins {
  readonly isAnother: boolean;
}

/**
 * The plan that a batch runs with: the one that its files were judged by and queued for, also when a newer one was
 * deployed meanwhile. It is pinned since the first batch that used it; only if there never was one (the files of a
 * whole window waited while the contract changed) the deployed plan takes its place, and the files' history says so.
 * Whether a file fits a newer contract is for a release to decide, not for dispatch.
 */
export async function pinsFor(ports: BatchPorts, config: DatasetConfig, file: PendingFile): Promise<ChosenPins> {
  const deployed = { planDigest: config.plan.sha256, contractVersion: config.contractVersion };
  if (file.planDigest === deployed.planDigest) return { ...deployed, isAnother: false };
  const isPinned = await patiently(ports.clock, () =>
    ports.store.exists(config.controlBucket, planKey(config.datasetId, file.planDigest)),
  );
  if (!isPinned) return { ...deployed, isAnother: true };
  const queued: FileRecord | undefined = await ports.ledger.file(file);
  return {
    planDigest: file.planDigest,
    contractVersion: queued?.contractVersion ?? config.contractVersion,
    isAnother: false,
  };
}

/**
 * Copies the deployed plan and code to the keys that hold their digests, where every run of a batch finds them, for as
 * long as it is retried.
 */
export async function pinAssets(ports: BatchPorts, config: DatasetConfig): Promise<void> {
  await pin(ports, config, config.plan, planKey(config.datasetId, config.plan.sha256));
  await pin(ports, config, config.code.package, packageKey(config.code.digest));
  await pin(ports, config, config.code.script, scriptKey(config.code.digest));
}

async function pin(
  { store, clock }: BatchPorts,
  { controlBucket }: DatasetConfig,
  asset: PinnedObject,
  key: string,
): Promise<void> {
  if (await patiently(clock, () => store.exists(controlBucket, key))) return;
  const where = `s3://${asset.bucket}/${asset.key}`;
  const stored = await patiently(clock, () => store.read(asset.bucket, asset.key));
  if (stored === undefined) throw new ControlPlaneError('SLC9023', `${where} is gone`);
  const found = sha256(stored.body);
  if (found !== asset.sha256)
    throw new ControlPlaneError('SLC9023', `${where} has SHA-256 ${found}, not ${asset.sha256}`);
  for await (const _ of rounds(clock)) {
    try {
      await store.create(controlBucket, key, stored.body);
      return;
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof Unclear)) throw error;
      // The key holds the digest: what lies there is this content, whoever put it.
      if (await patiently(clock, () => store.exists(controlBucket, key))) return;
    }
  }
  throw new ControlPlaneError('SLC9021', `s3://${controlBucket}/${key}: no answer`);
}
