import { type Equation, equation } from '@sluice/accounts';
import type { SmokeResult } from '@sluice/query';
import { describe, expect, it } from 'vitest';
import { keptTerminal } from '../testing.fixture.ts';
import { differenceText, equationTable, verificationText } from './equations.ts';
import { smokeTable } from './smoke.ts';

const { terminal } = keptTerminal();
const sound = (dataset: string, value = 1_000) => equation('rows-in', dataset, ['rows in', value], ['accepted', value]);
const broken = (dataset: string, ...differences: Equation['differences']) =>
  equation('data-rows', dataset, ['rows', 7], ['rows in heads', 8], differences);

describe('equations', () => {
  it('stand in a line each: what was counted, and what it must equal', () => {
    const [, , first, second] = equationTable([sound('sales'), broken('sales')], terminal).split('\n');

    expect(first).toMatch(/✓ +sales +rows in +1,000 += +1,000 +accepted$/);
    expect(second).toMatch(/✗ +sales +rows +7 +≠ +8 +rows in heads$/);
  });

  it('whose numbers agree and objects do not are broken all the same', () => {
    const same = equation('x', 'sales', ['a', 1], ['b', 1], [{ object: 'o', message: 'm' }]);

    expect(equationTable([same], terminal)).toMatch(/✗ +sales +a +1 += +1 +b\n/);
  });

  it('that differ name the objects, twenty at most', () => {
    const many = Array.from({ length: 23 }, (_, index) => ({ object: `o${index}`, message: 'm' }));

    const text = differenceText([sound('sales'), broken('sales', ...many)], terminal);

    expect(text.match(/✗ o\d+\n {4}m \(data-rows\)\n/g)).toHaveLength(20);
    expect(text).toContain('… and 3 more: --json lists them all');
    expect(differenceText([sound('sales')], terminal)).toBe('');
  });

  it('let no name of an object steer the terminal', () => {
    expect(differenceText([broken('d', { object: 'a\u001b[2J', message: 'b\n' })], terminal)).toContain(
      'a\\x1b[2J\n    b\\n',
    );
  });
});

describe('a verification', () => {
  it.each([
    [[sound('sales'), sound('sales')], true, '✓ All 2 equations hold  2.0 s\n'],
    [[sound('sales'), broken('sales')], false, '✗ 1 of 2 equations does not hold  2.0 s\n'],
    [[broken('sales'), broken('sales')], false, '✗ 2 of 2 equations do not hold  2.0 s\n'],
  ])('ends with the line that says it all', (equations, holds, line) => {
    expect(verificationText({ equations, datasets: ['sales'], holds }, 2, terminal).endsWith(line)).toBe(true);
  });

  it('names datasets of which there is nothing yet in one line, and shows no row of them', () => {
    const equations = [sound('sales'), sound('flights', 0), sound('planes', 0)];

    const text = verificationText({ equations, datasets: ['sales', 'flights', 'planes'], holds: true }, 1, terminal);

    expect(text).toContain('  flights, planes: nothing there yet\n');
    expect(text.match(/✓/g)).toHaveLength(2);
  });

  it('shows a dataset of which there is nothing and that does not hold all the same', () => {
    const equations = [equation('x', 'sales', ['a', 0], ['b', 0], [{ object: 'o', message: 'm' }])];

    expect(verificationText({ equations, datasets: ['sales'], holds: false }, 1, terminal)).toMatch(/✗ +sales/);
  });

  it('says that a lake is empty', () => {
    expect(verificationText({ equations: [sound('', 0)], datasets: [], holds: true }, 1, terminal)).toContain(
      'The lake holds no dataset yet.',
    );
  });
});

describe('smoke queries', () => {
  const result = (changes: Partial<SmokeResult>): SmokeResult => ({
    dataset: 'sales',
    name: 'by day',
    sql: 'SELECT 1',
    rows: 1_234,
    partitionsTouched: 1,
    partitionsRegistered: 365,
    bytes: 1_000,
    fullBytes: 100_000,
    verdict: 'pruned',
    reason: 'why',
    passed: true,
    ...changes,
  });

  it.each<[what: string, changes: Partial<SmokeResult>, line: RegExp]>([
    ['passes', {}, /✓ +sales +by day +1,234 +1 of 365 +1\.0 KB +100 KB +1\.0 % +pruned$/],
    ['reads too much', { passed: false, verdict: 'full scan' }, /✗ .* full scan: why$/],
    ['has other rows than the contract expects', { passed: false, verdict: 'pruned' }, /✗ .* 1\.0 % +why$/],
    ['had nothing to read', { passed: false, verdict: 'no data', bytes: 0, fullBytes: 0 }, /✗ .* - +no data: why$/],
  ])('that %s', (_, changes, line) => {
    expect(smokeTable([result(changes)], terminal).split('\n')[2]).toMatch(line);
  });
});
