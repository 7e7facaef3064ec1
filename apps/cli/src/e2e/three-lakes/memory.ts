import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createReaderLake } from '@sluice/control-plane/testing';
import { type DatasetConfig, type Plan, sha256 } from '@sluice/protocol';
import type { Given } from './files.ts';
import { type DatasetOutcome, outcomeOf } from './outcome.ts';

/** Brings what is given through a lake in memory, whose job is the reader. */
export async function throughMemory(
  project: string,
  { dataset, files, overwritten, repeated }: Given,
): Promise<{
  readonly outcome: DatasetOutcome;
  readonly marker: string | undefined;
}> {
  const generated = join(project, 'contracts', dataset.id, 'generated');
  const text = readFileSync(join(generated, 'plan.json'), 'utf8');
  const { validate } = await import(pathToFileURL(join(generated, 'validate.js')).href);
  const assets = { plan: text, code: 'code' };
  const pin = (key: keyof typeof assets) => ({ bucket: 'assets', key, sha256: sha256(assets[key]) });
  const config: DatasetConfig = {
    ...{ datasetId: dataset.id, contractVersion: '1.0.0', status: 'active', ledgerTable: 'ledger' },
    ...{ rawBucket: 'raw', processedBucket: 'processed', quarantineBucket: 'quarantine', controlBucket: 'control' },
    ...{ database: 'sluice', table: dataset.id, job: `sluice-${dataset.id}`, queueUrl: '', dispatchFunction: null },
    ...{ metrics: '', batch: { maxFiles: dataset.maxFiles, maxBytes: 1 << 30, maxWaitSeconds: 0 }, slots: 2 },
    ...{ maxAttempts: 3, graceSeconds: 0, plan: pin('plan') },
    code: { digest: sha256(assets.code), script: pin('code'), package: pin('code') },
  };
  const lake = createReaderLake({
    ...{ config, validate, plan: JSON.parse(text) as Plan },
    assets: new Map(Object.entries(assets).map(([key, content]) => [`assets/${key}`, Buffer.from(content)])),
  });
  const first = new Map(
    await Promise.all(
      files.map(async ({ name, content }) => [name, await lake.put(name, Buffer.from(content))] as const),
    ),
  );
  await lake.put('folder/', new Uint8Array());
  await lake.workOff();
  for (const { name, content } of overwritten) await lake.put(name, Buffer.from(content));
  for (const name of repeated) {
    const object = first.get(name);
    if (object !== undefined) await lake.deliver(object);
  }
  await lake.workOff();
  const records = await lake.files();
  const marker = records.find(({ key }) => key.endsWith('/'));
  return {
    outcome: outcomeOf(
      dataset.id,
      records.filter((file) => file !== marker),
      lake.heads(),
    ),
    marker: marker && `${marker.state} ${marker.reason}`,
  };
}
