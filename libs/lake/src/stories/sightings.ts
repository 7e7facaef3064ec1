import { FilterLogEventsCommand, type FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { FileRecord } from '@sluice/control-plane';
import { datasetNames } from '@sluice/protocol';
import type { Target } from '../find/target.ts';

/** Events of one object version that intake answered with "known": nothing happened again. */
export interface Sightings {
  readonly count: number;
  /** ISO 8601. */
  readonly first: string | null;
  readonly last: string | null;
  /** The log was not read to its end. */
  readonly incomplete: boolean;
}

/** A log group of a busy dataset has no end; what people ask about was minutes ago. */
const MOST_PAGES = 40;

/**
 * Counts how often an object version was seen again, from intake's log: a duplicate costs the ledger no write, so only
 * the log knows. Undefined when there is no log to read.
 */
export async function duplicatesOf(
  { logs, lake }: Pick<Target, 'logs' | 'lake'>,
  file: FileRecord,
): Promise<Sightings | undefined> {
  const logGroupName = `/aws/lambda/${datasetNames(file.datasetId, lake).intakeFunction}`;
  const times: number[] = [];
  let nextToken: string | undefined;
  let pages = 0;
  try {
    do {
      const page: FilterLogEventsCommandOutput = await logs.send(
        new FilterLogEventsCommand({
          logGroupName,
          filterPattern: `"duplicate" "${file.versionId}"`,
          startTime: Date.parse(file.receivedAt) - 60_000,
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
      );
      for (const { message = '', timestamp = 0 } of page.events ?? [])
        if (isDuplicate(message, file)) times.push(timestamp);
      nextToken = page.nextToken;
      pages += 1;
    } while (nextToken !== undefined && pages < MOST_PAGES);
  } catch (error) {
    if (/ResourceNotFound|AccessDenied/.test((error as Error).name)) return undefined;
    throw error;
  }
  const sorted = times.sort((a, b) => a - b).map((time) => new Date(time).toISOString());
  return {
    count: sorted.length,
    first: sorted[0] ?? null,
    last: sorted.at(-1) ?? null,
    incomplete: nextToken !== undefined,
  };
}

/** Whether a line of the log is intake's decision "duplicate" about exactly this object version. */
export function isDuplicate(line: string, { key, versionId }: Pick<FileRecord, 'key' | 'versionId'>): boolean {
  try {
    const entry = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>;
    return entry['decision'] === 'duplicate' && entry['key'] === key && entry['version_id'] === versionId;
  } catch {
    return false;
  }
}
