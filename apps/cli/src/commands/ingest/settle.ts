import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { readHeadOf } from '@sluice/lake';
import { BUCKETS, type Clients, type Lake, objectPath } from '@sluice/lake/folder';
import { GLUE_SOURCE, pythonPath } from '@sluice/lake/local';
import type { BatchHead, ErrorCode, Manifest, RunReport } from '@sluice/protocol';
import { manifestKey, reportKey } from '@sluice/protocol';
import { CliError, Interrupted } from '@sluice/terminal';
import { definitionOf } from '../../terminal/registries.ts';
import { runOnce, waitForEarlierRuns } from './job-runs.ts';

/** How a batch ended, by its head: the one truth. */
export interface SettledBatch {
  readonly manifest: Manifest;
  readonly head: BatchHead;
  /** Job runs that this command started for it. */
  readonly runs: number;
  /** Why it failed, when it did. */
  readonly failure: BatchFailure | undefined;
}

/** What the last attempt's report says. */
export interface BatchFailure {
  readonly code: string | null;
  /** Whose it is; `environment` when the run left no code: it was ended from outside. */
  readonly fault: ErrorCode['fault'];
  readonly message: string;
  readonly stage: string | null;
  readonly fix: string | null;
  /** Path of the report below the lake. */
  readonly report: string | null;
}

/** What settling a batch needs. */
export interface SettleOptions {
  readonly lake: Lake;
  readonly clients: Clients;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Attempts of one command at one batch. The second one begins after the first has been taken over and cleaned up. */
const ATTEMPTS = 2;

/**
 * Brings a batch to its end: runs its open attempt, takes it over when the run is over without a commit, runs the next,
 * and closes it as failed after the last. Only the head is believed: a run that says SUCCEEDED without a commit has
 * failed.
 */
export async function settleBatch(manifest: Manifest, options: SettleOptions): Promise<SettledBatch> {
  const { lake, clients, signal } = options;
  await waitForEarlierRuns(clients, manifest, signal);
  let runs = 0;
  let message: string | undefined;
  for (;;) {
    let head = await readHeadOf(lake, { datasetId: manifest.dataset_id, batchId: manifest.batch_id });
    // No run of it goes on: `running` means that the one in the head ended without a commit.
    if (head.state === 'running') head = await takeOver(manifest, options, runs >= ATTEMPTS);
    if (head.state === 'committed') return { manifest, head, runs, failure: undefined };
    if (signal.aborted) throw new Interrupted();
    if (head.state === 'failed' || runs >= ATTEMPTS) {
      if (head.state !== 'failed') head = await takeOver(manifest, options, true);
      return { manifest, head, runs, failure: await failureOf(lake, manifest, head, message) };
    }
    const run = await runOnce(clients, lake, manifest, head.attempt, signal);
    runs += 1;
    message = run.ErrorMessage;
  }
}

/** `python -m sluice_glue recover`: the caller knows that no run of the batch goes on. Idempotent. */
export async function takeOver(
  manifest: Manifest,
  { lake, environment }: SettleOptions,
  fail: boolean,
): Promise<BatchHead> {
  const uri = objectPath(lake, BUCKETS.control, manifestKey(manifest.dataset_id, manifest.batch_id));
  const args = [
    '-m',
    'sluice_glue',
    'recover',
    '--manifest',
    uri,
    '--output',
    `${lake.root}/${BUCKETS.processed}`,
    ...(fail ? ['--fail'] : []),
  ];
  const { status, output, errors } = await new Promise<{ status: number | null; output: string; errors: string }>(
    (resolve, reject) => {
      // A group of its own: Ctrl-C must not cut it off in the middle of removing what a lost attempt left.
      const child = spawn(pythonPath(environment), args, {
        env: { ...environment, PYTHONPATH: GLUE_SOURCE },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      const [output, errors]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      child.once('error', reject);
      child.once('close', (code) =>
        resolve({
          status: code,
          output: Buffer.concat(output).toString('utf8'),
          errors: Buffer.concat(errors).toString('utf8'),
        }),
      );
    },
  );
  if (status === 0) return readHeadOf(lake, { datasetId: manifest.dataset_id, batchId: manifest.batch_id });
  const said = lastDocument(output);
  const detail =
    typeof said?.['message'] === 'string'
      ? `${String(said['code'])}: ${said['message']}`
      : (errors.trim().split('\n').at(-1) ?? `exit ${status}`);
  const code = status === 3 ? 'SLC8016' : 'SLC8000';
  throw new CliError(
    code,
    `batch ${manifest.batch_id} could not be recovered: ${detail}`,
    typeof said?.['fix'] === 'string' ? { fix: said['fix'] } : {},
  );
}

async function failureOf(
  lake: Lake,
  manifest: Manifest,
  head: BatchHead,
  fallback: string | undefined,
): Promise<BatchFailure> {
  for (let attempt = head.attempt; attempt >= 1; attempt -= 1) {
    const key = reportKey(manifest.dataset_id, manifest.batch_id, attempt);
    const text = await readFile(objectPath(lake, BUCKETS.control, key), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const report = JSON.parse(text) as RunReport;
    const definition = report.code === null ? undefined : await definitionOf(report.code);
    const message = report.message ?? fallback ?? 'the run said nothing';
    const fault = definition?.fault ?? 'environment';
    return {
      code: report.code,
      fault,
      message,
      stage: report.stage,
      fix: definition?.fix ?? null,
      report: `${BUCKETS.control}/${key}`,
    };
  }
  return failureWithoutReport(fallback);
}

/** A run that left no report was killed, or the disk was too full even for that: its last words are all there is. */
export async function failureWithoutReport(lastWords: string | undefined): Promise<BatchFailure> {
  const code = lastWords?.includes('No space left on device') === true ? 'SLC8011' : 'SLC8016';
  const definition = await definitionOf(code);
  const message = lastWords ?? 'the run left no report';
  return { code, fault: 'environment', message, stage: null, fix: definition?.fix ?? null, report: null };
}

function lastDocument(output: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
