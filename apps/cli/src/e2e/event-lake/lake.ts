import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { FileRecord } from '@sluice/control-plane';

import { inParallel } from '@sluice/control-plane/in-parallel';
import { connect, filesOf, type Target } from '@sluice/lake';
import { CHECKOUT, findLocalLake } from '@sluice/lake/local';
import { datasetNames } from '@sluice/protocol';

/** The lake that the tests share, and where things are. */
export interface SharedLake {
  readonly root: string;
  /** SLUICE_HOME of the lake. */
  readonly home: string;
  /** What a command needs to find it. */
  readonly environment: NodeJS.ProcessEnv;
  /** The folder with the contracts of the tests' own datasets. */
  readonly project: string;
  readonly target: Target;
}

/** Clients of the lake that lives in this home. */
export function targetOf(home: string): Target {
  const found = findLocalLake(home);
  if (found === undefined) throw new Error(`no lake is up in ${home}`);
  return connect({
    kind: 'local',
    endpoint: found.endpoint,
    account: found.account,
    region: found.region,
    lake: 'sluice',
  });
}

/** Deploys the stacks of these datasets, and nothing else, by the real `cdk deploy`. */
export async function deploy({ root, project, target }: SharedLake, datasets: readonly string[]): Promise<void> {
  const platform = join(CHECKOUT, 'apps', 'platform');
  const cdk = join(
    dirname(createRequire(join(platform, 'package.json')).resolve('aws-cdk/package.json')),
    'bin',
    'cdk',
  );
  const stacks = datasets.map((id) => datasetNames(id).stack);
  const context = ['-c', `project=${project}`, '-c', 'graceSeconds=0', '-c', `datasets=${datasets.join(',')}`];
  const args = [
    cdk,
    'deploy',
    ...stacks,
    '--exclusively',
    '--require-approval',
    'never',
    '--output',
    join(root, 'cdk.out'),
    '--no-notices',
    '--ci',
    ...context,
  ];
  const { AWS_PROFILE: _profile, NODE_OPTIONS: _options, ...environment } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: platform,
    env: {
      ...environment,
      PATH: `${dirname(process.execPath)}:${environment['PATH'] ?? ''}`,
      AWS_ENDPOINT_URL: target.endpoint ?? '',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: target.region,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = join(root, 'deploy.log');
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => appendFileSync(log, chunk));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (status !== 0) throw new Error(`cdk deploy failed: ${readFileSync(log, 'utf8').slice(-3000)}`);
}

/** Puts objects of a dataset. */
export async function putAll(
  { s3, names }: Target,
  dataset: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  await inParallel(Object.entries(files), 24, ([name, content]) =>
    s3.send(
      new PutObjectCommand({ Bucket: names.rawBucket, Key: `${datasetNames(dataset).incoming}${name}`, Body: content }),
    ),
  );
}

/** Waits until all files of a dataset are as they are wished; fails with what they are. */
export async function untilFiles(
  target: Target,
  dataset: string,
  wish: (files: readonly FileRecord[]) => boolean,
  seconds = 300,
): Promise<readonly FileRecord[]> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const files = await filesOf(target.ledger, dataset);
    if (wish(files)) return files;
    if (Date.now() > deadline) {
      const states = [...Map.groupBy(files, ({ state, reason }) => `${state} ${reason ?? ''}`)].map(
        ([state, of]) => `${of.length} ${state}`,
      );
      throw new Error(`${dataset} is not as it must be after ${seconds} s: ${states.join(', ') || 'no file'}`);
    }
    await pause(500);
  }
}

/** Waits for anything else. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  seconds = 60,
  everyMilliseconds = 200,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${seconds} s`);
    await pause(everyMilliseconds);
  }
}

/** What Athena says of a dataset: rows, and how many different ids they have. */
export async function tableOf(
  { query }: Target,
  dataset: string,
): Promise<{ readonly rows: number; readonly ids: number }> {
  const [row] = (await query.run(`SELECT count(*) AS n, count(DISTINCT id) AS ids FROM ${dataset}`)).rows;
  return { rows: Number(row?.[0] ?? 0), ids: Number(row?.[1] ?? 0) };
}
