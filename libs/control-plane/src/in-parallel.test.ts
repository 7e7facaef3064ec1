import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

test('results stand in the order of the items, and no more than so many are under way', async () => {
  let [underWay, most] = [0, 0];

  const doubled = await inParallel([5, 1, 4, 2, 3], 2, async (item) => {
    underWay += 1;
    most = Math.max(most, underWay);
    for (let turns = 0; turns < item; turns += 1) await turn();
    underWay -= 1;
    return item * 2;
  });

  expect(doubled).toEqual([10, 2, 8, 4, 6]);
  expect(most).toBe(2);
});

test('the first failure is thrown, after what was under way, and nothing is begun behind it', async () => {
  const [begun, ended]: [number[], number[]] = [[], []];

  const outcome = inParallel([1, 2, 3, 4], 2, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error('no');
    await turn();
    ended.push(item);
  });

  await expect(outcome).rejects.toThrow('no');
  expect([begun, ended]).toEqual([[1, 2], [2]]);
});
