import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { deadLetterCount, filesOf } from '@sluice/lake';

import { type DatasetConfig, datasetNames } from '@sluice/protocol';
import { expect, it } from 'vitest';
import { inProcess } from '../sluice.ts';
import { rowsText, writeContract } from './contracts.ts';
import { deploy, putAll, type SharedLake, tableOf, until, untilFiles } from './lake.ts';

const KEY = 'incoming/widen/large.csv';

/** A function that fails, and a contract that was too narrow. */
export function faultTests(given: () => SharedLake): void {
  it(
    'what intake could not decide about lies in the dead-letter queue, and is decided when it ' + 'is sent again',
    async () => {
      const { target, environment } = given();
      const undo = await inject(given(), 'widen', (config) => ({
        ...config,
        ledgerTable: `${config.ledgerTable}-is-gone`,
      }));
      await putAll(target, 'widen', { 'good.csv': rowsText(0, 5), 'large.csv': rowsText(100, 5, { amount: 500 }) });

      await until(
        'two dead letters',
        async () => ((await deadLetterCount(target, 'widen')) === 2 ? true : undefined),
        300,
        1_000,
      );
      expect(await filesOf(target.ledger, 'widen')).toEqual([]);
      await undo();
      const redrive = await inProcess(['dlq', 'redrive', 'widen', '--yes'], environment);

      expect(redrive.status, redrive.err).toBe(0);
      const files = await untilFiles(
        target,
        'widen',
        (all) => all.length === 2 && all.every(({ state }) => state !== 'RECEIVED'),
      );
      expect(files.map(({ key, state, reason }) => `${key} ${state} ${reason}`).sort()).toEqual([
        'incoming/widen/good.csv QUEUED null',
        `${KEY} QUARANTINED bad-ratio`,
      ]);
      expect(await deadLetterCount(target, 'widen')).toBe(0);
    },
  );

  it('a file that was refused is loaded after its contract was widened and its stack deployed', async () => {
    const { target, environment, project } = given();
    await writeContract(project, {
      id: 'widen',
      version: '1.1.0',
      maxFiles: 100,
      maxWaitSeconds: 3600,
      maxAmount: 1000,
    });
    await deploy(given(), ['widen']);

    const release = await inProcess(['quarantine', 'release', KEY, '--yes'], {
      ...environment,
      SLUICE_OPERATOR: 'ada',
    });
    expect(release.status, release.err).toBe(0);
    await untilFiles(target, 'widen', (all) => all.every(({ state }) => state === 'QUEUED'));
    // Files that were queued under different plans are never cut together.
    expect((await inProcess(['dispatch', '--now', 'widen', '--yes'], environment)).status).toBe(0);
    const files = await untilFiles(target, 'widen', (all) => all.every(({ state }) => state === 'SUCCEEDED'), 300);

    const released = files.find(({ key }) => key === KEY);
    expect(
      released?.history.map(({ to, actor, reason, contractVersion }) => [to, actor, reason, contractVersion]),
    ).toEqual([
      ['RECEIVED', 'intake', null, null],
      ['QUARANTINED', 'intake', 'bad-ratio', '1.0.0'],
      ['RECEIVED', 'operator:ada', null, '1.0.0'],
      ['QUEUED', 'intake', null, '1.1.0'],
      ['RUNNING', 'dispatch', null, '1.1.0'],
      ['SUCCEEDED', 'reconcile', null, '1.1.0'],
    ]);
    expect(await tableOf(target, 'widen')).toEqual({ rows: 10, ids: 10 });
    const explained = await inProcess(['explain', KEY], environment);
    expect(explained.out).toContain('operator:ada');
  });
}

/** Deploys a function's configuration by hand, as a mistake would; what it gives back puts things right. */
async function inject(
  { target }: SharedLake,
  dataset: string,
  change: (config: DatasetConfig) => DatasetConfig,
): Promise<() => Promise<void>> {
  const FunctionName = datasetNames(dataset).intakeFunction;
  const { Environment } = await target.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const variables = Environment?.Variables ?? {};
  const set = async (config: string) => {
    await target.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Environment: { Variables: { ...variables, SLUICE_CONFIG: config } },
      }),
    );
  };
  const before = variables['SLUICE_CONFIG'] ?? '';
  await set(JSON.stringify(change(JSON.parse(before) as DatasetConfig)));
  return () => set(before);
}
