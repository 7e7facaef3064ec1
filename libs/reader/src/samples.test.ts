import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Plan } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { judgeSample } from './judge-sample.ts';
import { readAll } from './read-all.ts';
import type { RowValidator } from './validator.ts';

interface Sample {
  readonly file: string;
  readonly why: string;
  readonly verdict: 'accepted' | 'rows_rejected' | 'refused';
  readonly reasons: readonly string[];
  readonly records?: number;
  readonly rejected?: number;
}

const contracts = new URL('../../../contracts/', import.meta.url);
const datasets = readdirSync(contracts).filter((name) =>
  existsSync(new URL(`${name}/samples/samples.json`, contracts)),
);

describe.each(datasets)('samples of %s', (dataset) => {
  const folder = new URL(`${dataset}/`, contracts);
  const { samples } = JSON.parse(readFileSync(new URL('samples/samples.json', folder), 'utf8')) as {
    samples: Sample[];
  };
  const plan = JSON.parse(readFileSync(new URL('generated/plan.json', folder), 'utf8')) as Plan;

  it.each(samples)('$file: $why', async ({ file, verdict, reasons, records, rejected }) => {
    const { validate } = (await import(new URL('generated/validate.js', folder).href)) as {
      validate: RowValidator;
    };

    const read = readAll(readFileSync(new URL(`samples/${file}`, folder)), { plan, validate });

    const found =
      read.kind === 'refused' ? [read.reason] : [...new Set(read.records.flatMap((record) => record.reasons))];
    expect([...found].sort()).toEqual([...reasons].sort());
    if (verdict === 'refused') expect(judgeSample(read, plan).kind).toBe('refused');
    else if (read.kind === 'read') {
      expect({ records: read.records.length, rejected: read.records.filter(({ row }) => row === null).length }).toEqual(
        {
          records,
          rejected,
        },
      );
    }
  });
});
