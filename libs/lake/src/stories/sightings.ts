import type { FileRecord } from '@sluice/control-plane';
import type { Target } from '../find/target.ts';
import { type DecisionLine, decisionLines } from '../read/decision-log.ts';

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
/** Clocks of the ledger and the log may differ. */
const EARLIER_MILLISECONDS = 60_000;

/**
 * Counts how often an object version was seen again, from intake's log: a duplicate costs the ledger no write, so only
 * the log knows. Undefined when there is no log to read.
 */
export async function duplicatesOf(
  target: Pick<Target, 'logs' | 'lake'>,
  file: FileRecord,
): Promise<Sightings | undefined> {
  try {
    const { lines, incomplete } = await decisionLines(target, file.datasetId, {
      holding: ['duplicate', file.versionId],
      since: Date.parse(file.receivedAt) - EARLIER_MILLISECONDS,
      mostPages: MOST_PAGES,
    });
    const times = lines.filter((line) => isDuplicate(line, file)).map(({ timestamp }) => timestamp);
    const sorted = times.sort((a, b) => a - b).map((time) => new Date(time).toISOString());
    return { count: sorted.length, first: sorted[0] ?? null, last: sorted.at(-1) ?? null, incomplete };
  } catch (error) {
    if (/ResourceNotFound|AccessDenied/.test((error as Error).name)) return undefined;
    throw error;
  }
}

/** Whether a decision is "duplicate" about exactly this object version. */
export function isDuplicate(
  { decision, ...line }: DecisionLine,
  { key, versionId }: Pick<FileRecord, 'key' | 'versionId'>,
): boolean {
  return decision === 'duplicate' && line.key === key && line.versionId === versionId;
}
