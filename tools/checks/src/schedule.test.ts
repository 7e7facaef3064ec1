import { expect, test } from 'vitest';
import type { Part } from './part.ts';
import { inOrder } from './schedule.ts';

const part = (name: string, isLong = false): Part => ({
  name,
  title: name,
  budgetMinutes: 1,
  isLong,
  run: async () => ({ passed: 1, failed: 0, skipped: 0 }),
});

/** Runs parts that last as long as they are told, and writes down when each begins and ends. */
async function follow(parts: readonly Part[], lengths: Readonly<Record<string, number>>, stopAfter = '') {
  const seen: string[] = [];
  let isStopped = false;
  const found = await inOrder(
    parts,
    async ({ name }) => {
      seen.push(`+${name}`);
      await new Promise((resolve) => setTimeout(resolve, lengths[name] ?? 1));
      seen.push(`-${name}`);
      isStopped ||= name === stopAfter;
      return name;
    },
    () => isStopped,
  );
  return { seen, found };
}

test('short parts run one after the other, then two long ones side by side', async () => {
  const { seen, found } = await follow(
    [part('format'), part('types'), part('unit', true), part('python', true), part('e2e', true)],
    {
      unit: 20,
      python: 60,
      e2e: 20,
    },
  );

  expect(seen).toEqual([
    '+format',
    '-format',
    '+types',
    '-types',
    '+unit',
    '+python',
    '-unit',
    '+e2e',
    '-e2e',
    '-python',
  ]);
  expect(found).toEqual(['format', 'types', 'unit', 'python', 'e2e']);
});

test('a short part waits for the long ones before it', async () => {
  const { seen } = await follow([part('unit', true), part('s3a')], { unit: 20 });

  expect(seen).toEqual(['+unit', '-unit', '+s3a', '-s3a']);
});

test('nothing is begun after a stop', async () => {
  const { seen, found } = await follow(
    [part('unit', true), part('python', true), part('e2e', true)],
    { unit: 5, python: 20 },
    'unit',
  );

  expect(seen).toEqual(['+unit', '+python', '-unit', '-python']);
  expect(found).toEqual(['unit', 'python']);
});
