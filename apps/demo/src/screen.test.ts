import { stripVTControlCharacters } from 'node:util';
import { equation } from '@sluice/accounts';
import { palette, type Terminal } from '@sluice/terminal';
import { describe, expect, it } from 'vitest';
import { readRecord } from './record.ts';
import type { DemoReport } from './report.ts';
import { demoScreen, verdictLine } from './screen.ts';

const paper = { paint: palette(false), width: Number.POSITIVE_INFINITY } as Terminal;
const RECORD = readRecord();
const wrong = { ...equation('x', 'sales', ['left', 1], ['right', 2]), by: 'verify' as const };
const screen = (changes: Partial<DemoReport> = {}, isUp = true) => demoScreen({ ...RECORD, ...changes }, paper, isUp);

/** The part of a screen under a heading. */
function under(text: string, heading: string): string {
  const from = text.indexOf(`\n${heading}\n`);
  const next = /\n\n[A-Z][^\n]*\n/.exec(text.slice(from + heading.length + 2));
  return text.slice(from, next === null ? undefined : from + heading.length + 2 + next.index);
}

describe('the last line', () => {
  it('of a run in which all held counts it', () => {
    expect(verdictLine({ ...RECORD, seconds: 90 }, paper)).toBe(
      `✓ All ${RECORD.equations.length} equations hold, all ${RECORD.queries.length} queries pruned  1 min 30 s\n`,
    );
  });

  it.each([
    ['an equation', { equations: [wrong] }, '✗ 1 equation of 1 and 0 queries of'],
    ['a query', { queries: RECORD.queries.map((query) => ({ ...query, passed: false })) }, 'queries of'],
  ])('of a run in which %s failed says how much did', (_, changes, text) => {
    const line = verdictLine({ ...RECORD, ok: false, ...changes }, paper);

    expect(line).toContain(text);
    expect(line.startsWith('✗ ')).toBe(true);
  });
});

describe('the screen of a run', () => {
  it('shows the demo’s own equations, and counts those of verify while they hold', () => {
    const text = under(screen(), 'Does it add up?');
    const own = RECORD.equations.filter(({ by }) => by === 'demo');

    expect(text.match(/^ {2}✓ +\w+ /gm)).toHaveLength(own.length + 1);
    expect(text).toContain(`✓ ${RECORD.equations.length - own.length} equations of sluice verify`);
  });

  it('shows one of verify that does not hold, with what differs', () => {
    const text = screen({ ok: false, equations: [...RECORD.equations, wrong] });

    expect(text).toMatch(/✗ +sales +left +1 +≠ +2 +right\n/);
    expect(text).toContain('  ✗ sales\n    left 1, right 2 (x)\n');
    expect(text).toMatch(/ {2}✗ \d+ equations of sluice verify/);
  });

  it('names every mishap that was planted, every refused file and every alarm', () => {
    const text = screen();

    for (const { file } of RECORD.planted.flatMap(({ mishaps }) => mishaps))
      expect(under(text, 'What goes wrong in a year')).toContain(file);
    for (const { key } of RECORD.datasets.flatMap(({ refused }) => refused))
      expect(under(text, 'What was decided')).toContain(key.replace('incoming/', ''));
    for (const { name } of RECORD.alarms) expect(under(text, 'Who was called')).toContain(name);
    expect(screen({ alarms: [] })).toContain('no alarm has fired yet');
  });

  it('shows fourteen refused files, and says how many there are beside them', () => {
    const [first] = RECORD.datasets;
    const one = first?.refused[0];
    if (first === undefined || one === undefined) throw new Error('the kept run has a refused file');
    const refused = Array.from({ length: 20 }, (_, index) => ({ ...one, key: `incoming/flights/n${index}.csv` }));

    const text = screen({ datasets: [{ ...first, refused }] });

    expect(text.match(/flights\/n\d+\.csv /g)).toHaveLength(14);
    expect(text).toContain('… and 6 more: npx sluice quarantine ls');
  });

  it('shows what explain says, indented, without room at the ends of lines', () => {
    const explained = [{ title: 'a', command: 'npx sluice explain x', text: 'one\n\n  two\n' }];

    expect(screen({ explained })).toContain('\n  a  npx sluice explain x\n  one\n\n    two\n');
  });

  it('ends with what to do next: with the lake that is up, or how to have one', () => {
    const refused = RECORD.datasets.flatMap((each) => each.refused).find(({ state }) => state === 'QUARANTINED');

    expect(under(screen(), 'Look around')).toContain(`npx sluice explain ${refused?.key}`);
    expect(under(screen(), 'Look around')).toContain('npx sluice local down');
    expect(under(screen({}, false), 'Look around')).not.toContain('npx sluice status');
    expect(under(screen({}, false), 'Look around')).toContain('npm start');
    expect(under(screen({ datasets: [], queries: [] }), 'Look around')).toContain('npx sluice query "SHOW TABLES"');
  });

  it('lets no text of the lake steer the terminal', () => {
    const text = screen({
      alarms: [{ name: 'sluice-x', at: '2026-01-15T10:00:00.000Z', reason: 'a\u001b[2J' }],
    });

    expect(text).toContain('a\\x1b[2J');
  });

  it('says the same in colours', () => {
    const coloured = demoScreen(RECORD, { ...paper, paint: palette(true) }, true);

    expect(coloured).not.toBe(screen());
    expect(stripVTControlCharacters(coloured).replaceAll(/ +$/gm, '')).toBe(screen().replaceAll(/ +$/gm, ''));
  });
});
