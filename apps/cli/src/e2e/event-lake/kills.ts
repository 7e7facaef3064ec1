import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { glueRuns, listed, objectText, type Target } from '@sluice/lake';
import { type BatchHead, batchHeadKey } from '@sluice/protocol';
import { expect, it } from 'vitest';
import { inProcess, startSluice } from '../sluice.ts';
import { rowsText } from './contracts.ts';
import { killingGateway } from './killing-gateway.ts';
import { putAll, type SharedLake, tableOf, until, untilFiles } from './lake.ts';
import { pidsOf } from './outside-runs.ts';

/** So many partitions: publishing them takes long enough to be killed in the middle of it. */
const PLACES = 200;
/** A quiet machine needs a tenth of it. */
const PATIENCE_SECONDS = 300;

/** Processes that die at the worst moment. */
export function killTests(given: () => SharedLake): void {
  it('a run that is killed while it publishes is taken back, and its batch is loaded once', async () => {
    const { target, environment } = given();
    await putAll(target, 'crash', { 'many-places.csv': rowsText(0, PLACES, { places: PLACES }) });
    await untilFiles(target, 'crash', (files) => files.some(({ state }) => state === 'QUEUED'));
    expect((await inProcess(['dispatch', '--now', 'crash', '--yes'], environment)).status).toBe(0);
    const [batch] = await target.ledger.openBatches('crash');
    const { batchId = '' } = batch ?? {};

    await until(
      'the first published file',
      async () => ((await published(target, batchId)).length > 0 ? true : undefined),
      PATIENCE_SECONDS,
      30,
    );
    const [job = 0] = pidsOf(batchId);
    process.kill(job, 'SIGKILL');
    const batchHead = await headOf(target, batchId);
    const half = await published(target, batchId);

    // Otherwise the kill came too late, and the test would prove nothing.
    expect(batchHead.state).toBe('running');
    expect(half.length).toBeLessThan(PLACES);
    const [file] = await untilFiles(
      target,
      'crash',
      (files) => files.every(({ state }) => state === 'SUCCEEDED'),
      PATIENCE_SECONDS,
    );
    expect(file).toMatchObject({ batchId, attempt: 2 });
    expect((await glueRuns(target, 'crash')).map(({ state, attempt }) => `${attempt} ${state}`).sort()).toEqual([
      '1 FAILED',
      '2 SUCCEEDED',
    ]);
    expect(await tableOf(target, 'crash')).toEqual({ rows: PLACES, ids: PLACES });
    const committed = await headOf(target, batchId);
    expect((await published(target, batchId)).sort()).toEqual(committed.files.map(({ key }) => key).sort());
    expect(committed.files.every(({ key }) => key.includes(`${batchId}-2-`))).toBe(true);
  });

  it(
    'a dispatch that is killed between StartJobRun and its next write has started one run, and no ' +
      'second one comes',
    async () => {
      const { target, root, home } = given();
      await putAll(target, 'crash', { 'after.csv': rowsText(10_000, 20, { places: 4 }) });
      await untilFiles(target, 'crash', (files) => files.some(({ state }) => state === 'QUEUED'));
      const before = new Set((await target.ledger.recentBatches('crash', 10)).map(({ batchId }) => batchId));
      let kill: () => void = () => {};
      const gateway = await killingGateway(target.endpoint ?? '', 'StartJobRun', () => kill());
      const dispatching = startSluice(['dispatch', '--now', 'crash', '--yes'], {
        SLUICE_HOME: homeBehind(root, home, gateway.endpoint),
      });
      kill = () => dispatching.child.kill('SIGKILL');

      const { status } = await dispatching.ended;
      await gateway.struck;
      gateway.close();
      const batch = (await target.ledger.openBatches('crash')).find(({ batchId }) => !before.has(batchId));

      expect(status).toBeNull();
      expect(batch).toMatchObject({ state: 'STARTED', attempt: 1, jobRunId: null });
      const files = await untilFiles(
        target,
        'crash',
        (all) => all.every(({ state }) => state === 'SUCCEEDED'),
        PATIENCE_SECONDS,
      );
      const runs = (await glueRuns(target, 'crash')).filter(({ batchId }) => batchId === batch?.batchId);
      expect(runs).toHaveLength(1);
      expect(files.find(({ key }) => key.endsWith('after.csv'))).toMatchObject({
        attempt: 1,
        batchId: batch?.batchId,
        jobRunId: runs[0]?.id,
      });
      expect(await tableOf(target, 'crash')).toEqual({ rows: PLACES + 20, ids: PLACES + 20 });
    },
  );
}

/** A home whose record of the lake names the gateway: a command that is told of this home goes through it. */
function homeBehind(root: string, home: string, endpoint: string): string {
  const behind = join(root, 'behind');
  mkdirSync(join(behind, 'local'), { recursive: true });
  cpSync(join(home, 'local', 'lake.json'), join(behind, 'local', 'lake.json'));
  const record = JSON.parse(readFileSync(join(behind, 'local', 'lake.json'), 'utf8')) as object;
  writeFileSync(join(behind, 'local', 'lake.json'), JSON.stringify({ ...record, endpoint }));
  return behind;
}

async function headOf(target: Target, batchId: string): Promise<BatchHead> {
  return JSON.parse(
    (await objectText(target, target.names.controlBucket, batchHeadKey('crash', batchId))) ?? 'null',
  ) as BatchHead;
}

/** Keys under the table that belong to a batch. */
async function published(target: Target, batchId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listed(target, target.names.processedBucket, 'crash/'))
    if (key.includes(batchId)) keys.push(key);
  return keys;
}
