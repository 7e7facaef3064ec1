import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { loadRegistry } from '@sluice/contract';
import { buildSync } from 'esbuild';
import { Figures } from '../../cost.ts';
import { configOf } from '../../lake-config.ts';
import { roundName } from '../../rounds.ts';
import { type Spread, spreadOf } from '../../statistics.ts';
import { intakeIn, synthInto } from '../../synth.ts';

/** What a Lambda loads when it starts, and how long that takes in a process of its own. */
export interface BundleCost {
  readonly name: string;
  /** Null: nothing is loaded. */
  readonly bytes: number | null;
  readonly gzipBytes: number | null;
  /** From the first line of the process to the module's last; null: nothing is loaded. */
  readonly importMs: Spread | null;
  /** The whole process, start and end of Node included. */
  readonly processMs: Spread;
  readonly processCpuMs: Spread;
}

/** What a Lambda's bundle may weigh, and how long its import may take. */
export const BUNDLE_LIMITS = { bytes: 650_000, importMs: 150 } as const;

/** How the suite is run. */
export interface BundleOptions {
  readonly root: string;
  readonly scratch: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** Starts of one contestant in a round; one start alone says little on a machine that does other things. */
const STARTS = 3;

// Prints how long the import took, then what the process has used; without an argument nothing is imported.
const PROBE = `
const began = performance.now();
if (process.argv[1]) await import(process.argv[1]);
const took = performance.now() - began;
const { user, system } = process.cpuUsage();
console.log(JSON.stringify([took, (user + system) / 1000]));
`;

/** Only what every intake needs of the SDK, made ready as intake does. */
const SDK_ALONE = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { LambdaClient } from '@aws-sdk/client-lambda';
export const clients = [DynamoDBDocumentClient.from(new DynamoDBClient()), new S3Client(), new SQSClient(), new LambdaClient()];
`;

/** Sizes of the deployed bundles, and fresh processes that import them, beside Node alone and the SDK alone. */
export function benchBundles({ root, scratch, rounds, say }: BundleOptions): BundleCost[] {
  const folder = join(scratch, 'cdk.out');
  synthInto(root, folder);
  const contestants = new Map<string, string | undefined>([
    ['node alone', undefined],
    ['the SDK alone', bundleSdk(root, join(scratch, 'sdk.mjs'))],
    ...loadRegistry(root).datasets.map((id) => [`intake of ${id}`, intakeIn(folder, id)] as const),
  ]);
  const figures = new Figures<
    string,
    { readonly importMs: number; readonly processMs: number; readonly cpuMs: number }
  >();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, file] of contestants) {
      for (let start = 0; start < STARTS; start += 1) {
        const started = startOf(file);
        if (round > 0) figures.add(name, started);
        if (start === 0) say(`${roundName(round, rounds)}  ${name}: import ${started.importMs.toFixed(0)} ms`);
      }
    }
  }
  const costs = [...contestants].map(([name, file]): BundleCost => {
    const spread = (figure: 'importMs' | 'processMs' | 'cpuMs'): Spread =>
      spreadOf(figures.of(name).map((start) => start[figure]));
    return {
      name,
      bytes: file === undefined ? null : statSync(file).size,
      gzipBytes: file === undefined ? null : gzipSync(readFileSync(file), { level: 9 }).length,
      importMs: file === undefined ? null : spread('importMs'),
      processMs: spread('processMs'),
      processCpuMs: spread('cpuMs'),
    };
  });
  rmSync(folder, { recursive: true, force: true });
  return costs;
}

function startOf(file: string | undefined): { importMs: number; processMs: number; cpuMs: number } {
  const began = performance.now();
  const args = ['--input-type=module', '-e', PROBE, ...(file === undefined ? [] : [pathToFileURL(file).href])];
  const printed = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      SLUICE_CONFIG: JSON.stringify(configOf('flights', 'bench', 1)),
    },
  });
  const processMs = performance.now() - began;
  const [importMs = Number.NaN, cpuMs = Number.NaN] = JSON.parse(printed) as number[];
  return { importMs, processMs, cpuMs };
}

/** With the options that the platform bundles with. */
function bundleSdk(root: string, outfile: string): string {
  buildSync({
    stdin: { contents: SDK_ALONE, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outfile;
}
