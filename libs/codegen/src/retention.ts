import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contract, contractPath, type Finding, loadRegistry } from '@sluice/contract';
import { CODEGEN, CodegenError } from './errors.ts';
import { replaceFile } from './generate.ts';
import { jsonText } from './text.ts';

/** Days that each zone keeps a dataset's objects; null: for ever. */
export type ZoneRetention = Contract['dataset']['retention'];

/** What the lake's own stack knows of the contracts: every registered dataset, and how long its zones keep. */
export interface RetentionSummary {
  readonly datasets: Readonly<Record<string, ZoneRetention>>;
}

const COMMENT = 'Made by `npx sluice contract generate` from the retention of every registered contract.';
const FOREVER: ZoneRetention = { raw: null, processed: null, quarantine: null };

/** The path of the summary under the root of a project. */
export function retentionPath(root: string): string {
  return join(root, 'contracts', 'retention.json');
}

/** The committed summary. @throws CodegenError SLC3006 when it is missing or is no summary */
export function readRetention(root: string): RetentionSummary {
  const summary = summaryIn(textIfThere(retentionPath(root)));
  if (summary !== undefined) return summary;
  throw new CodegenError(CODEGEN.retention, 'there is no summary of retentions', { file: retentionPath(root) });
}

/** The summary as a file: datasets and zones in one order, so that it changes only when a retention does. */
function retentionText({ datasets }: RetentionSummary): string {
  const sorted = Object.keys(datasets)
    .sort()
    .map((id) => {
      const { raw, processed, quarantine } = datasets[id] ?? FOREVER;
      return [id, { raw, processed, quarantine }] as const;
    });
  return jsonText({ $comment: COMMENT, datasets: Object.fromEntries(sorted) });
}

/**
 * The summary as the registered contracts say it now. Looks at nothing else of them, so that one that is being written
 * stands in nobody's way: what cannot be read keeps what the committed summary says.
 */
function retentionOf(root: string): RetentionSummary {
  const committed = summaryIn(textIfThere(retentionPath(root)))?.datasets ?? {};
  // A dataset may be called `constructor`, which every object has.
  const before = (id: string) => (Object.hasOwn(committed, id) ? committed[id] : undefined) ?? FOREVER;
  const entries = loadRegistry(root).datasets.map(
    (id) => [id, saidIn(textIfThere(contractPath(root, id))) ?? before(id)] as const,
  );
  return { datasets: Object.fromEntries(entries) };
}

/** Writes the summary if it is not fresh. @returns whether it was written */
export function writeRetention(root: string): boolean {
  const path = retentionPath(root);
  const text = retentionText(retentionOf(root));
  if (textIfThere(path) === text) return false;
  try {
    replaceFile(path, text);
  } catch (cause) {
    throw new CodegenError(CODEGEN.notWritable, `${path} cannot be written: ${(cause as Error).message}`, {
      file: path,
      fix: 'make contracts/ writable',
      cause,
    });
  }
  return true;
}

/** @returns one finding when the committed summary is not what the contracts say */
export function checkRetention(root: string): readonly Finding[] {
  const file = retentionPath(root);
  const found = textIfThere(file);
  if (found === retentionText(retentionOf(root))) return [];
  const message = found === undefined ? 'retention.json is missing' : 'retention.json is not what the contracts say';
  const { code } = CODEGEN.retention;
  return [{ code, severity: 'error', message, fix: CODEGEN.retention.fix, file, pointer: '', line: 1, column: 1 }];
}

/** The datasets that the committed summary has otherwise than their contracts, or lacks, or has and should not. */
export function staleRetentions(root: string): readonly string[] {
  const committed = readRetention(root).datasets;
  const now = retentionOf(root).datasets;
  return [...new Set([...Object.keys(committed), ...Object.keys(now)])]
    .filter((id) => !isSame(committed[id], now[id]))
    .sort();
}

function isSame(one: ZoneRetention | undefined, other: ZoneRetention | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.raw === other.raw && one.processed === other.processed && one.quarantine === other.quarantine;
}

/** What a contract's text says, without asking whether the rest of it is sound; undefined when that cannot be told. */
function saidIn(text: string | undefined): ZoneRetention | undefined {
  const dataset = objectIn(objectIn(jsonOf(text))?.['x-dataset']);
  if (dataset === undefined) return undefined;
  return 'retention' in dataset ? zonesIn(dataset['retention']) : FOREVER;
}

function summaryIn(text: string | undefined): RetentionSummary | undefined {
  const written = objectIn(objectIn(jsonOf(text))?.['datasets']);
  if (written === undefined) return undefined;
  const datasets: Record<string, ZoneRetention> = {};
  for (const [id, value] of Object.entries(written)) {
    const zones = zonesIn(value);
    if (zones === undefined) return undefined;
    datasets[id] = zones;
  }
  return { datasets };
}

function zonesIn(value: unknown): ZoneRetention | undefined {
  const written = objectIn(value);
  if (written === undefined) return undefined;
  const { raw = null, processed = null, quarantine = null } = written;
  const zones = { raw, processed, quarantine };
  const areDays = Object.values(zones).every((days) => days === null || (Number.isInteger(days) && Number(days) > 0));
  return areDays ? (zones as ZoneRetention) : undefined;
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textIfThere(path: string): string | undefined {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
