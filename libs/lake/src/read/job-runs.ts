import { GetJobRunsCommand, type GetJobRunsCommandOutput } from '@aws-sdk/client-glue';
import { datasetNames } from '@sluice/protocol';
import type { Target } from '../find/target.ts';

/** A run as Glue tells of it. */
export interface GlueRun {
  readonly id: string;
  readonly state: string;
  /** Wall time from start to end, which is what Glue bills, minimum apart. */
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly batchId: string;
  readonly attempt: number;
}

/** Every run of a dataset's job that Glue still knows. */
export async function glueRuns(
  { query, lake }: Pick<Target, 'query' | 'lake'>,
  dataset: string,
): Promise<readonly GlueRun[]> {
  const runs: GlueRun[] = [];
  let NextToken: string | undefined;
  do {
    const page: GetJobRunsCommandOutput = await query.glue.send(
      new GetJobRunsCommand({
        JobName: datasetNames(dataset, lake).job,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    for (const { Id = '', JobRunState = '', StartedOn, CompletedOn, Arguments = {} } of page.JobRuns ?? []) {
      const [startedAt, endedAt] = [StartedOn?.getTime() ?? 0, (CompletedOn ?? StartedOn)?.getTime() ?? 0];
      runs.push({
        id: Id,
        state: JobRunState,
        seconds: (endedAt - startedAt) / 1000,
        startedAt,
        endedAt,
        batchId: Arguments['--batch_id'] ?? '',
        attempt: Number(Arguments['--attempt'] ?? 0),
      });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return runs;
}
