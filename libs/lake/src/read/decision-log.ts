import { FilterLogEventsCommand, type FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { datasetNames } from '@sluice/protocol';
import type { Target } from '../find/target.ts';

/** A decision as intake wrote it into its log. */
export interface DecisionLine {
  readonly decision: string;
  readonly key: string;
  readonly versionId: string;
  /** Milliseconds since 1970; 0 where the log keeps no time. */
  readonly timestamp: number;
}

/** Which decisions are looked for. */
export interface DecisionSearch {
  /** Texts that the line must hold: CloudWatch leaves out all others, so that little is sent. */
  readonly holding: readonly string[];
  /** Milliseconds since 1970. */
  readonly since?: number;
  /** The log of a busy dataset has no end; undefined: it is read to its end. */
  readonly mostPages?: number;
}

/** Decisions that were found. */
export interface FoundDecisions {
  readonly lines: readonly DecisionLine[];
  /** The log was not read to its end. */
  readonly incomplete: boolean;
}

/** Reads decisions from the log of a dataset's intake: what costs the ledger no write, only the log knows. */
export async function decisionLines(
  { logs, lake }: Pick<Target, 'logs' | 'lake'>,
  dataset: string,
  { holding, since, mostPages = Number.POSITIVE_INFINITY }: DecisionSearch,
): Promise<FoundDecisions> {
  const lines: DecisionLine[] = [];
  let nextToken: string | undefined;
  let pages = 0;
  do {
    const page: FilterLogEventsCommandOutput = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: `/aws/lambda/${datasetNames(dataset, lake).intakeFunction}`,
        filterPattern: holding.map((text) => `"${text}"`).join(' '),
        ...(since === undefined ? {} : { startTime: since }),
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    for (const { message = '', timestamp = 0 } of page.events ?? []) {
      const line = decisionIn(message, timestamp);
      if (line !== undefined) lines.push(line);
    }
    nextToken = page.nextToken;
    pages += 1;
  } while (nextToken !== undefined && pages < mostPages);
  return { lines, incomplete: nextToken !== undefined };
}

/** The decision in a line of the log, behind whatever the runtime prints; undefined: it is another line. Pure. */
export function decisionIn(line: string, timestamp = 0): DecisionLine | undefined {
  try {
    const entry = JSON.parse(line.slice(line.indexOf('{'))) as Readonly<Record<string, unknown>>;
    const { event, decision, key, version_id: versionId } = entry;
    if (event !== 'decision' || typeof decision !== 'string') return undefined;
    return { decision, key: String(key ?? ''), versionId: String(versionId ?? ''), timestamp };
  } catch {
    return undefined;
  }
}
