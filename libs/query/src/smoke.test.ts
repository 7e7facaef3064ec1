import type { Contract } from '@sluice/contract';
import { describe, expect, it } from 'vitest';
import type { QueryClient } from './client.ts';
import { differenceFrom, smokeLake, smokePassed } from './smoke.ts';

describe('what a contract expects of an answer', () => {
  it.each([
    [undefined, 3, 0, undefined],
    [{ partitions: 2 }, 2, 0, undefined],
    [{ partitions: 2 }, 3, 0, '3 partitions are read, the contract expects 2'],
    [{ minRows: 1 }, 1, 0, '0 rows, the contract expects at least 1'],
    [{ maxRows: 1 }, 1, 2, '2 rows, the contract expects at most 1'],
    [{ minRows: 1, maxRows: 1 }, 1, 1, undefined],
  ] as const)('%j with %i partitions and %i rows: %s', (expected, partitions, rows, difference) => {
    expect(differenceFrom(expected, partitions, rows)).toBe(difference);
  });
});

describe('a lake', () => {
  const contracts = ['sales', 'flights'].map((id) => ({ dataset: { id, queries: [] } }) as unknown as Contract);
  const lake = (asked: string[]) => ({
    client: {} as QueryClient,
    heads: async () => {
      asked.push('heads');
      return {};
    },
    tables: async () => {
      asked.push('tables');
      return new Set(['flights']);
    },
  });

  it('is asked for the datasets that it has a table of, unless they were named', async () => {
    const { signal } = new AbortController();
    const told: number[] = [];
    const asked: string[] = [];
    const onResults = (results: number) => void told.push(results);

    await smokeLake(lake(asked), contracts, { areNamed: false, signal, onResults });
    expect({ asked, told }).toEqual({ asked: ['tables', 'heads'], told: [0] });

    await smokeLake(lake(asked), contracts, { areNamed: true, signal, onResults });
    expect({ asked, told }).toEqual({ asked: ['tables', 'heads', 'heads'], told: [0, 0, 0] });
  });

  it('that was asked nothing does not pass', () => {
    expect(smokePassed([])).toBe(false);
    expect(smokePassed([{ passed: true }, { passed: false }])).toBe(false);
    expect(smokePassed([{ passed: true }])).toBe(true);
  });
});
