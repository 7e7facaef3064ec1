import { readFile } from 'node:fs/promises';
import { LakeError } from '../errors.ts';
import { replaceFile } from './atomic.ts';
import { BUCKETS, decisionsKey, type Lake, objectPath } from './layout.ts';

/** What was decided about one object version, once. */
export interface Decision {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the content. */
  readonly version_id: string;
  readonly size: number;
  /**
   * `queued`: waits for a batch or is in one. `quarantined`: refused, with a reason. `ignored`: not meant for the
   * dataset.
   */
  readonly decision: 'queued' | 'quarantined' | 'ignored';
  /** A file reason; null when queued. */
  readonly reason: string | null;
  readonly detail: string | null;
  /** Where in the file, counted from 1. */
  readonly at: { readonly line: number; readonly column: number } | null;
  /** Whether the content lies in the raw bucket. A refused second content of a key does not. */
  readonly stored: boolean;
  readonly contract_version: string;
  readonly plan_digest: string;
  readonly decided_at: string;
}

/** `decisions/<dataset>.json` in the control bucket. */
export interface Decisions {
  readonly decisions_format: 1;
  readonly dataset_id: string;
  readonly decisions: readonly Decision[];
}

/** The decisions of a dataset; empty when nothing was decided yet. */
export async function readDecisions(lake: Lake, datasetId: string): Promise<Decisions> {
  const key = decisionsKey(datasetId);
  const path = objectPath(lake, BUCKETS.control, key);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { decisions_format: 1, dataset_id: datasetId, decisions: [] };
    throw error;
  }
  const problem = (message: string) => new LakeError('SLC8009', message, { file: path, dataset: datasetId });
  let document: Decisions;
  try {
    document = JSON.parse(text) as Decisions;
  } catch (error) {
    throw problem(`the decisions are not JSON (${(error as Error).message})`);
  }
  if (document?.decisions_format !== 1 || !Array.isArray(document.decisions))
    throw problem('the decisions are not of format 1');
  if (document.dataset_id !== datasetId)
    throw problem(`the decisions are those of dataset "${String(document.dataset_id)}"`);
  const bad = document.decisions.findIndex((entry) => !isDecision(entry));
  if (bad !== -1) throw problem(`decision ${bad} has a missing or wrong field`);
  return document;
}

/**
 * Writes the decisions, sorted by key and version, so that the same decisions are the same bytes but for their times.
 */
export async function writeDecisions(lake: Lake, decisions: Decisions): Promise<void> {
  const sorted = [...decisions.decisions].sort((a, b) => order(a.key, b.key) || order(a.version_id, b.version_id));
  const text = `${JSON.stringify({ ...decisions, decisions: sorted }, null, 1)}\n`;
  await replaceFile(lake, objectPath(lake, BUCKETS.control, decisionsKey(decisions.dataset_id)), text);
}

/** Order of text by code units, the same on every machine. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isDecision(entry: unknown): entry is Decision {
  if (typeof entry !== 'object' || entry === null) return false;
  const fields = entry as Record<string, unknown>;
  const texts = ['bucket', 'key', 'version_id', 'decision', 'contract_version', 'plan_digest', 'decided_at'];
  return (
    texts.every((name) => typeof fields[name] === 'string') &&
    typeof fields['size'] === 'number' &&
    typeof fields['stored'] === 'boolean'
  );
}
