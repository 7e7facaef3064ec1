import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkRetention, readRetention, retentionPath, staleRetentions, writeRetention } from './retention.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-retention-'));
  registers('sales', 'events');
  contract('sales', { retention: { raw: 90, quarantine: 30 } });
  contract('events', {});
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function registers(...datasets: readonly string[]): void {
  mkdirSync(join(root, 'contracts'), { recursive: true });
  writeFileSync(
    join(root, 'contracts', 'registry.json'),
    JSON.stringify({ $schema: './registry.schema.json', datasets }),
  );
}

function contract(id: string, dataset: object, more: object = {}): void {
  text(id, JSON.stringify({ 'x-dataset': { id, ...dataset }, ...more }));
}

function text(id: string, content: string): void {
  mkdirSync(join(root, 'contracts', id), { recursive: true });
  writeFileSync(join(root, 'contracts', id, 'contract.json'), content);
}

const committed = () => readFileSync(retentionPath(root), 'utf8');

describe('the summary of retentions', () => {
  test('names every registered dataset and its zones, in one order, and who made it', () => {
    expect(writeRetention(root)).toBe(true);

    expect(committed()).toBe(`{
  "$comment": "Made by \`npx sluice contract generate\` from the retention of every registered contract.",
  "datasets": {
    "events": {
      "raw": null,
      "processed": null,
      "quarantine": null
    },
    "sales": {
      "raw": 90,
      "processed": null,
      "quarantine": 30
    }
  }
}
`);
  });

  test('stays as it is while contracts change in anything else', () => {
    writeRetention(root);
    const before = committed();
    contract('sales', { retention: { quarantine: 30, raw: 90 }, version: '2.0.0' }, { description: 'Other words.' });

    expect(writeRetention(root)).toBe(false);
    expect(committed()).toBe(before);
    expect(checkRetention(root)).toEqual([]);
  });

  test('a dataset that no summary has yet and no contract describes is kept for ever, whatever it is called', () => {
    writeRetention(root);
    registers('sales', 'events', 'constructor');

    writeRetention(root);

    const { datasets } = JSON.parse(committed()) as { datasets: Record<string, unknown> };
    expect(Object.hasOwn(datasets, 'constructor') && datasets['constructor']).toEqual({
      raw: null,
      processed: null,
      quarantine: null,
    });
  });

  test.each<[what: string, change: () => void, stale: readonly string[]]>([
    ['a retention that is longer', () => contract('sales', { retention: { raw: 91, quarantine: 30 } }), ['sales']],
    ['a retention that goes', () => contract('sales', {}), ['sales']],
    ['a dataset that comes', () => registers('sales', 'events', 'orders'), ['orders']],
    ['a dataset that goes', () => registers('events'), ['sales']],
  ])('is stale after %s, until it is made again', (_, change, stale) => {
    writeRetention(root);
    change();

    expect(staleRetentions(root)).toEqual(stale);
    expect(checkRetention(root)).toMatchObject([{ code: 'SLC3006', file: retentionPath(root) }]);
    expect(writeRetention(root)).toBe(true);
    expect(staleRetentions(root)).toEqual([]);
    expect(checkRetention(root)).toEqual([]);
  });

  test.each([
    ['that is no JSON', '{ "x-dataset": {'],
    ['whose days are none', JSON.stringify({ 'x-dataset': { retention: { raw: -1 } } })],
  ])('keeps what it says of a contract %s: check names that one', (_, content) => {
    writeRetention(root);
    const before = committed();
    text('sales', content);

    expect(writeRetention(root)).toBe(false);
    expect(committed()).toBe(before);
  });

  test.each([
    ['missing', () => rmSync(retentionPath(root))],
    ['no JSON', () => writeFileSync(retentionPath(root), '{')],
    ['of another form', () => writeFileSync(retentionPath(root), '{"datasets":{"sales":{"raw":"90"}}}')],
  ])('that is %s cannot be read, and says how it is made', (_, damage) => {
    writeRetention(root);
    damage();

    expect(() => readRetention(root)).toThrow(
      expect.objectContaining({ code: 'SLC3006', fix: expect.stringContaining('npx sluice contract generate') }),
    );
    expect(checkRetention(root)).toHaveLength(1);
  });
});
