import { type DatasetConfig, sha256 } from '@sluice/protocol';

/** Buckets of the lake that suites make for themselves. */
export const BUCKETS = ['bench-raw', 'bench-processed', 'bench-quarantine', 'bench-control', 'bench-assets'] as const;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Stand for what a deployment uploads; dispatch copies them and checks their digests, and nobody runs them. */
export const ASSETS = {
  'plan.json': bytes('{"plan_format":1}'),
  'main.py': bytes('raise SystemExit("a benchmark runs no job")'),
  'sluice_glue.zip': bytes('no job'),
} as const;

/** The configuration of a dataset as its Lambdas would have it. Its batches are as large as a suite wants them. */
export function configOf(datasetId: string, table: string, maxFiles: number): DatasetConfig {
  const asset = (key: string, body: Uint8Array): { bucket: string; key: string; sha256: string } => ({
    bucket: 'bench-assets',
    key,
    sha256: sha256(body),
  });
  return {
    datasetId,
    contractVersion: '1.0.0',
    status: 'active',
    ledgerTable: table,
    rawBucket: 'bench-raw',
    processedBucket: 'bench-processed',
    quarantineBucket: 'bench-quarantine',
    controlBucket: 'bench-control',
    database: 'bench',
    table: datasetId,
    job: `bench-${datasetId}`,
    queueUrl: 'http://127.0.0.1:9/bench',
    dispatchFunction: null,
    metrics: 'Bench',
    batch: { maxFiles, maxBytes: 2 ** 50, maxWaitSeconds: 86_400 },
    slots: 2,
    maxAttempts: 3,
    graceSeconds: 0,
    plan: asset('plan.json', ASSETS['plan.json']),
    code: {
      digest: sha256(ASSETS['sluice_glue.zip']),
      script: asset('main.py', ASSETS['main.py']),
      package: asset('sluice_glue.zip', ASSETS['sluice_glue.zip']),
    },
  };
}
