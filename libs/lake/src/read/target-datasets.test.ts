import { lakeNames, planKey, sha256 } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { memoryObjects } from '../memory-objects.fixture.ts';
import { chosenDatasets, deployedConfig, deployedDatasets, planOfDigest } from './target-datasets.ts';

/** A target with these queues, page by page. */
function withQueues(pages: readonly (readonly string[])[], lake = 'sluice') {
  const asked: unknown[] = [];
  const sqs = {
    async send({ input }: { readonly input: { readonly NextToken?: string } }) {
      asked.push(input);
      const page = Number(input.NextToken ?? 0);
      return {
        QueueUrls: (pages[page] ?? []).map((name) => `http://q/000000000000/${name}`),
        ...(page + 1 < pages.length ? { NextToken: String(page + 1) } : {}),
      };
    },
  };
  return { target: { sqs, lake } as unknown as Target, asked };
}

describe('datasets that are deployed', () => {
  it('are those whose intake has a queue, to the last page, sorted', async () => {
    const { target, asked } = withQueues([
      ['sluice-sales-intake', 'sluice-sales-intake-dlq'],
      ['sluice-flights-intake', 'sluice-flights-intake-dlq'],
    ]);

    expect(await deployedDatasets(target)).toEqual(['flights', 'sales']);
    expect(asked).toMatchObject([{ QueueNamePrefix: 'sluice-' }, { NextToken: '1' }]);
  });

  it('are no queues of others, of other lakes, or that are called nearly so', async () => {
    const { target } = withQueues([
      [
        'sluice-other-sales-intake',
        'sluice-intake',
        'sluice-Sales-intake',
        'sluice-sales-intakes',
        'sluice-sales1234567',
        'sluice-x-intake',
      ],
    ]);

    expect(await deployedDatasets(target)).toEqual([]);
    expect(await deployedDatasets(withQueues([['sluice-other-sales-intake']], 'sluice-other').target)).toEqual([
      'sales',
    ]);
  });

  it('are chosen by a name, or all of them', async () => {
    const { target } = withQueues([['sluice-sales-intake', 'sluice-flights-intake']]);

    expect(await chosenDatasets(target, undefined)).toEqual(['flights', 'sales']);
    expect(await chosenDatasets(target, 'sales')).toEqual(['sales']);
  });

  it.each([
    [['sluice-sales-intake', 'sluice-flights-intake'], '"saless" is not deployed; deployed are flights, sales'],
    [['sluice-sales-intake'], '"saless" is not deployed; deployed is sales'],
    [[], '"saless" is not deployed; deployed are none'],
  ])('a name that is none of %j is SLC8033', async (queues, message) => {
    const thrown = await chosenDatasets(withQueues([queues]).target, 'saless').catch((error: unknown) => error);

    expect(thrown).toMatchObject({ code: 'SLC8033', message });
    expect((thrown as { fix: string }).fix.startsWith('Did you mean sales?')).toBe(queues.length > 0);
  });
});

describe('what a dataset was deployed with', () => {
  const configured = (answer: unknown) =>
    deployedConfig(
      {
        lake: 'sluice',
        lambda: {
          async send({ input }: { readonly input: { readonly FunctionName: string } }) {
            if (answer instanceof Error) throw answer;
            return { Environment: { Variables: { NAME: input.FunctionName, SLUICE_CONFIG: answer } } };
          },
        },
      } as unknown as Target,
      'sales',
    );
  const named = (name: string) => Object.assign(new Error(name), { name });

  it('is in the environment of its intake', async () => {
    expect(await configured('{"datasetId":"sales","slots":2}')).toEqual({ datasetId: 'sales', slots: 2 });
  });

  it.each([
    ['is no JSON', 'slots=2', 'function sluice-sales-intake carries no configuration of Sluice'],
    ['is missing', undefined, 'function sluice-sales-intake carries no configuration of Sluice'],
    ['has no function', named('ResourceNotFoundException'), 'function sluice-sales-intake does not exist'],
  ])('and that %s is SLC8033', async (_, answer, message) => {
    await expect(configured(answer)).rejects.toMatchObject({ code: 'SLC8033', message });
  });

  it('and may not be read stays what AWS says', async () => {
    await expect(configured(named('AccessDeniedException'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('the plan of a digest', () => {
  const names = lakeNames({ account: '000000000000', region: 'us-east-1' });
  const [now, before] = ['{"plan_format":1,"now":true}', '{"plan_format":1}'];
  const config = { datasetId: 'sales', plan: { bucket: 'assets', key: 'plan.json', sha256: sha256(now) } };
  const objects = memoryObjects();
  objects.put('assets', 'plan.json', now);
  objects.put(names.controlBucket, planKey('sales', sha256(before)), before);
  objects.put(names.controlBucket, planKey('sales', 'f'.repeat(64)), before);
  const plan = (digest: string | null, changes: object = {}) =>
    planOfDigest({ s3: objects.s3, names } as unknown as Target, { ...config, ...changes } as never, digest);

  it('is the deployed one, or one that a batch was cut for', async () => {
    expect(await plan(null)).toEqual(JSON.parse(now));
    expect(await plan(sha256(now))).toEqual(JSON.parse(now));
    expect(await plan(sha256(before))).toEqual(JSON.parse(before));
  });

  it('is none when it is gone, or its bytes are not those of its name', async () => {
    expect(await plan('e'.repeat(64))).toBeUndefined();
    expect(await plan('f'.repeat(64))).toBeUndefined();
    expect(await plan(null, { plan: { ...config.plan, sha256: sha256('other') } })).toBeUndefined();
  });
});
