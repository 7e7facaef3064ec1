import { createMemoryLedger } from '@sluice/control-plane';
import { describe, expect, it } from 'vitest';
import type { Target } from '../find/target.ts';
import { memoryTarget, objectVersion, refused } from '../testing.fixture.ts';
import { areRefusedAgain, contractsNow, discardSelected, releaseSelected } from './quarantine.ts';

const by = { operator: 'ana', now: () => new Date('2026-01-15T11:00:00Z') };

/** A lake with these datasets, whose queues keep what they are sent. */
async function lakeWith(...datasets: readonly string[]) {
  const ledger = createMemoryLedger();
  const files = [];
  for (const datasetId of datasets)
    files.push(
      await refused(ledger, objectVersion({ datasetId, key: `incoming/${datasetId}/a.csv` }), 'missing-column'),
    );
  const sent: string[] = [];
  const sqs = {
    async send({ input }: { readonly input: { readonly QueueUrl: string; readonly Entries: readonly unknown[] } }) {
      sent.push(`${input.Entries.length} to ${input.QueueUrl}`);
      return {};
    },
  };
  const lambda = {
    async send({ input }: { readonly input: { readonly FunctionName: string } }) {
      const [, id] = /^sluice-(\w+)-intake$/.exec(input.FunctionName) ?? [];
      const config = { datasetId: id, queueUrl: `http://q/${id}`, contractVersion: '1.2.0' };
      return { Environment: { Variables: { SLUICE_CONFIG: JSON.stringify(config) } } };
    },
  };
  const target = { ...memoryTarget(ledger), sqs, lambda } as unknown as Target;
  return { target, ledger, files, sent };
}

describe('refused files', () => {
  it('that are released go through the intake of their own dataset', async () => {
    const { target, ledger, files, sent } = await lakeWith('sales', 'flights');

    const results = await releaseSelected(target, files, by);

    expect(results.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(sent).toEqual(['1 to http://q/sales', '1 to http://q/flights']);
    const [file] = files;
    expect(file && (await ledger.file(file))).toMatchObject({ state: 'RECEIVED', reason: null });
  });

  it('that are discarded are given up, and nothing is sent', async () => {
    const { target, ledger, files, sent } = await lakeWith('sales');

    expect(await discardSelected(target, files, by)).toMatchObject([{ kind: 'done' }]);
    expect(sent).toEqual([]);
    const [file] = files;
    expect(file && (await ledger.file(file))).toMatchObject({
      state: 'DISCARDED',
      history: expect.arrayContaining([expect.objectContaining({ actor: 'operator:ana', to: 'DISCARDED' })]),
    });
  });

  it('are decided under the contracts of now, each named once', async () => {
    const { target, files } = await lakeWith('sales', 'flights');

    expect(await contractsNow(target, [...files, ...files])).toBe('sales 1.2.0, flights 1.2.0');
  });

  it('whose key was first seen with another content are refused again', () => {
    expect(areRefusedAgain([{ reason: 'empty' }, { reason: 'stale' }])).toBe(true);
    expect(areRefusedAgain([{ reason: 'key-overwritten' }])).toBe(true);
    expect(areRefusedAgain([{ reason: 'empty' }, { reason: null }])).toBe(false);
  });
});
