import type { RunReport } from '@sluice/protocol';
import type { JobRun } from '../ports/job-runs.ts';

/** What follows an attempt that ended without a commit. */
export type AfterFailure =
  /** The same batch, once more. */
  | { readonly next: 'again'; readonly reason: string; readonly detail: string }
  /** Its files in two smaller batches. */
  | { readonly next: 'halve'; readonly reason: 'batch-halved'; readonly detail: string }
  /** Its files leave the way, with this reason. */
  | { readonly next: 'quarantine'; readonly reason: string; readonly detail: string };

/** What is known of a failed attempt. */
export interface FailedAttempt {
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly files: number;
  readonly report: RunReport | undefined;
  readonly run: JobRun | undefined;
}

/**
 * What the codes of the job (`glue/sluice_glue/error_codes.json`) mean for the batch.
 * - `passing`: the environment. Only trying again helps, and the files are not to blame.
 * - `whole`: plan, arguments or documents of the batch. Every attempt and every half would end the same way.
 * - `some-file`: it may be one file of many.
 */
export const CODE_KINDS: Readonly<Record<string, 'passing' | 'whole' | 'some-file'>> = {
  SLC5001: 'whole',
  SLC5010: 'some-file',
  SLC5100: 'whole',
  SLC5101: 'whole',
  SLC5102: 'whole',
  SLC5103: 'whole',
  SLC5104: 'whole',
  SLC5105: 'whole',
  SLC5110: 'passing',
  SLC5111: 'passing',
  SLC5112: 'passing',
  SLC5113: 'passing',
  SLC5114: 'passing',
  SLC5115: 'passing',
  SLC5116: 'some-file',
  SLC5117: 'passing',
  SLC5120: 'some-file',
  SLC5130: 'passing',
  SLC5131: 'passing',
  SLC5190: 'passing',
  SLC5199: 'some-file',
};

/** Runs that Glue or an operator ended, or never began: nothing is known against the files. */
const ENDED_FROM_OUTSIDE: ReadonlySet<string> = new Set(['STOPPED', 'EXPIRED']);
const NO_ROOM =
  /throttl|rate exceeded|resource unavailable|insufficient|capacity|concurrent|max(?:imum)? (?:resource|compute|dpu)|limit exceeded/i;

/**
 * What becomes of a batch whose attempt ended without a commit. Pure: report, run and counts are all that it looks at.
 */
export function afterFailure(failed: FailedAttempt): AfterFailure {
  const { attempt, maxAttempts, files, report } = failed;
  const code = report?.code ?? null;
  const detail = detailOf(failed);
  const kind = kindOf(failed);
  if (kind === 'whole' && code !== null) return { next: 'quarantine', reason: code, detail };
  // Without a known reason the same once more; if it was no accident, smaller.
  const tries = kind === 'passing' ? maxAttempts : Math.min(2, maxAttempts);
  const isKnown = code !== null && code in CODE_KINDS;
  if (attempt < tries) return { next: 'again', reason: isKnown ? code : 'job-failed', detail };
  if (kind === 'passing') return { next: 'quarantine', reason: isKnown ? code : 'job-failed', detail };
  if (files > 1) return { next: 'halve', reason: 'batch-halved', detail };
  return { next: 'quarantine', reason: 'job-failed', detail };
}

function kindOf({ report, run }: FailedAttempt): 'passing' | 'whole' | 'some-file' {
  if (report?.code != null) return CODE_KINDS[report.code] ?? 'some-file';
  if (run !== undefined && (ENDED_FROM_OUTSIDE.has(run.state) || NO_ROOM.test(run.message ?? ''))) return 'passing';
  return 'some-file';
}

/** Whose words there are: the report's, else Glue's. Both are free of row data. */
function detailOf({ attempt, report, run }: FailedAttempt): string {
  const who = `attempt ${attempt}${run === undefined ? '' : ` (${run.id}, ${run.state})`}`;
  if (report !== undefined && report.outcome === 'failed')
    return (
      `${who} failed in ` + `stage ${report.stage}: ${report.code ?? 'no code'}: ${report.message ?? 'no message'}`
    ).slice(0, 500);
  return `${who} ended without a commit and without a report${run?.message ? `: ${run.message}` : ''}`.slice(0, 500);
}
