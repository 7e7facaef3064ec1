import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { FileRecord } from '@sluice/control-plane';

import { inParallel } from '@sluice/control-plane/in-parallel';
import { deployedConfig, filesOf, type GlueRun, glueRuns, queueUrl } from '@sluice/lake';
import { datasetNames } from '@sluice/protocol';
import { beforeAll, expect, it } from 'vitest';
import { inProcess } from '../sluice.ts';
import { rowsText } from './contracts.ts';
import { putAll, type SharedLake, tableOf, until, untilFiles } from './lake.ts';
import { eventAgain } from './observed.ts';
import { fillJob } from './outside-runs.ts';
import { mostAtOnce } from './runs-at-once.ts';

const FILES = 2_000;
const ROWS = 3;
const SLOTS = 2;
/** A quiet machine needs a tenth of it. */
const PATIENCE_SECONDS = 600;

/** Everything about `burst`: 2,000 files, every tenth event twice, and a job that has no room at first. */
export function burstTests(given: () => SharedLake): void {
  let files: readonly FileRecord[];
  let runs: readonly GlueRun[];
  let outside: readonly string[];
  let throttled: readonly string[];

  beforeAll(
    async () => {
      const { target, environment } = given();
      const config = await deployedConfig(target, 'burst');
      // MaxConcurrentRuns is two more than the slots: nobody's dispatch has started these, and they leave no room.
      const held = await fillJob(target, config, SLOTS + 2);
      outside = held.ids;
      const objects = Array.from({ length: FILES }, (_, index) => [
        `f-${String(index).padStart(4, '0')}.csv`,
        rowsText(index * ROWS, ROWS),
      ]);
      await putAll(target, 'burst', Object.fromEntries(objects) as Record<string, string>);
      const known = await untilFiles(
        target,
        'burst',
        (seen) => seen.filter(({ state }) => state !== 'RECEIVED').length === FILES,
        PATIENCE_SECONDS,
      );
      const QueueUrl = await queueUrl(target, datasetNames('burst').queue);
      const repeated = known.filter((_, index) => index % 10 === 0);
      await inParallel(repeated, 16, (file) =>
        target.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: eventAgain(file, target) })),
      );
      throttled = await until(
        'a batch that found no room',
        async () => {
          const open = await target.ledger.openBatches('burst');
          const without = open.filter(({ history }) => history.some(({ reason }) => reason === 'start-throttled'));
          return without.length > 0 ? without.map(({ batchId }) => batchId) : undefined;
        },
        PATIENCE_SECONDS,
      );
      held.release();
      files = await untilFiles(
        target,
        'burst',
        (seen) => seen.filter(({ state }) => state === 'SUCCEEDED').length === FILES,
        PATIENCE_SECONDS,
      ).catch(async (error: unknown) => {
        throw new Error(`${(error as Error).message}\n${(await inProcess(['status', 'burst'], environment)).out}`);
      });
      runs = (await glueRuns(target, 'burst')).filter(({ id }) => !outside.includes(id));
    },
    3 * PATIENCE_SECONDS * 1000,
  );

  it('loses none and doubles none', async () => {
    expect(files).toHaveLength(FILES);
    expect(await tableOf(given().target, 'burst')).toEqual({ rows: FILES * ROWS, ids: FILES * ROWS });
    // Each lies in one batch, which is over; two dispatchers that met may have given a file back once or twice before.
    const batches = await Promise.all(
      [...new Set(files.map(({ batchId }) => batchId ?? ''))].map((id) => given().target.ledger.batch('burst', id)),
    );
    expect(batches.map((batch) => batch?.state)).toEqual(batches.map(() => 'SETTLED'));
    expect(batches.reduce((sum, batch) => sum + (batch?.files ?? 0), 0)).toBe(FILES);
  });

  it('takes few runs, and never more at once than there are slots', () => {
    const batches = new Set(files.map(({ batchId }) => batchId));

    expect(runs.map(({ state }) => state)).toEqual(runs.map(() => 'SUCCEEDED'));
    expect(runs).toHaveLength(batches.size);
    expect(batches.size).toBeLessThanOrEqual(FILES / 500 + 2);
    expect(mostAtOnce(runs)).toBeLessThanOrEqual(SLOTS);
  });

  it(
    'survives runs that somebody else has started: what found no room was started later, in the ' + 'same attempt',
    async () => {
      for (const id of throttled) {
        const batch = await given().target.ledger.batch('burst', id);
        expect(batch).toMatchObject({ state: 'SETTLED', attempt: 1, reason: null });
      }
      expect(throttled.length).toBeGreaterThan(0);
    },
  );

  it('knows every event that came twice', async () => {
    // The log is read by pages; what matters is that nothing happened: every history is that of one event, whoever cut
    // its file.
    const histories = (await filesOf(given().target.ledger, 'burst')).map(({ history }) =>
      history.map(({ to }) => to).join(' '),
    );

    for (const history of new Set(histories))
      expect(history).toMatch(/^RECEIVED QUEUED( RUNNING QUEUED)* RUNNING SUCCEEDED$/);
  });
}
