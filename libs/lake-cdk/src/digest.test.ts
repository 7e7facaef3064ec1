import { afterAll, expect, test } from 'vitest';
import { sealDigests } from './digest.ts';
import { buildLake, contractOf, removeLakes, type TestLake } from './testing.fixture.ts';

afterAll(removeLakes);

const build = (maxFiles: number) => buildLake([contractOf('orders', { batch: { maxFiles } }), contractOf('events')]);

/** The digest that a stack's template carries. */
function carried({ app }: TestLake, stackName: string): string {
  const { template } = app.synth({ force: true }).getStackByName(stackName) as {
    template: { Resources: Record<string, { Type: string; Properties: { Value: string } }> };
  };
  return Object.values(template.Resources).find(({ Type }) => Type === 'AWS::SSM::Parameter')?.Properties.Value ?? '';
}

test('the same sources make the same digest, whenever and wherever they are synthesized', () => {
  expect(sealDigests(build(10).app)).toEqual(sealDigests(build(10).app));
});

test('a changed dataset has another digest, and its neighbours have theirs', () => {
  const [before, after] = [sealDigests(build(10).app), sealDigests(build(11).app)];

  const changed = [...before].filter(([stack, digest]) => after.get(stack) !== digest).map(([stack]) => stack);
  expect(changed).toEqual(['sluice-dataset-orders']);
});

test('the template carries the digest, and sealing once more changes nothing', () => {
  const lake = build(10);

  const digests = sealDigests(lake.app);

  expect(carried(lake, 'sluice-dataset-orders')).toBe(digests.get('sluice-dataset-orders'));
  expect(carried(lake, 'sluice-dataset-orders')).toMatch(/^[0-9a-f]{64}$/);
});
