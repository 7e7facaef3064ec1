import { BUCKETS, createOnce, type Lake, LOCAL_NAME, objectPath } from '@sluice/lake/folder';
import {
  BATCH_HEAD,
  batchHeadKey,
  batchId,
  MANIFEST,
  type Manifest,
  type Member,
  manifestKey,
  openHead,
  planKey,
} from '@sluice/protocol';
import { CliError } from '@sluice/terminal';
import type { PreparedDataset } from './prepared.ts';

/** What a batch is, before it is written down. The manifest's run date is the day (UTC) on which it is cut. */
export function manifestOf(
  dataset: PreparedDataset,
  members: readonly Member[],
  codeDigest: string,
  now: Date,
): Manifest {
  const identity = {
    dataset_id: dataset.id,
    members,
    replaces: [],
    plan_digest: dataset.planDigest,
    code_digest: codeDigest,
  };
  return {
    manifest_format: 1,
    batch_id: batchId(identity),
    contract_version: dataset.contract.dataset.version,
    run_date: now.toISOString().slice(0, 10),
    quarantine_bucket: BUCKETS.quarantine,
    catalog: { database: LOCAL_NAME, table: dataset.id },
    ...identity,
  };
}

/** Writes plan, manifest and head, each only if absent, in this order: a head that is there is complete. */
export async function writeBatch(lake: Lake, manifest: Manifest, planText: string, now: Date): Promise<void> {
  const head = openHead(manifest, now);
  const [problem] = [...MANIFEST.problems(manifest), ...BATCH_HEAD.problems(head)];
  if (problem !== undefined) throw new CliError('SLC8000', `a batch would break its own schema: ${problem}`);
  const put = (key: string, text: string) => createOnce(lake, objectPath(lake, BUCKETS.control, key), text);
  await put(planKey(manifest.dataset_id, manifest.plan_digest), planText);
  await put(manifestKey(manifest.dataset_id, manifest.batch_id), documentText(manifest));
  await writeHead(lake, manifest, now);
}

/** Writes the head alone: a command that was killed between manifest and head left a batch without one. */
export async function writeHead(lake: Lake, manifest: Manifest, now: Date): Promise<void> {
  await createOnce(
    lake,
    objectPath(lake, BUCKETS.control, batchHeadKey(manifest.dataset_id, manifest.batch_id)),
    documentText(openHead(manifest, now)),
  );
}

function documentText(document: unknown): string {
  return `${JSON.stringify(document)}\n`;
}
