import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withoutColour } from './colour.ts';
import { progressOn, stepLine } from './progress.ts';
import { keptTerminal } from './testing.fixture.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds);

describe('progress without a terminal', () => {
  it('says that a long step lives, no more than every ten seconds, and how far it is', () => {
    const { terminal, err, out } = keptTerminal();
    const progress = progressOn(terminal);

    progress.step('files', 2_000);
    for (let done = 0; done < 1_000; done += 1) progress.advance(`${done}.csv`);
    expect(err()).toBe('');
    pass(10_000);
    progress.advance('a.csv');
    progress.advance('b.csv');
    pass(9_999);
    progress.reached(1_500);
    pass(1);
    progress.reached(1_600);
    progress.done('2,000 files');

    expect(err().split('\n')).toEqual([
      '  … files       1,001/2,000  a.csv',
      '  … files       1,600/2,000',
      '  ✓ files       2,000 files  20 s',
      '',
    ]);
    expect(out()).toBe('');
  });

  it('counts without a total where none is known', () => {
    const { terminal, err } = keptTerminal();
    const progress = progressOn(terminal);

    progress.step('scan');
    pass(10_000);
    progress.advance();

    expect(err()).toBe('  … scan        1\n');
  });

  it('has no line for a step that never began, or was cleared', () => {
    const { terminal, err } = keptTerminal();
    const progress = progressOn(terminal);

    progress.advance();
    progress.reached(3);
    progress.done('nothing');
    progress.step('files');
    progress.clear();
    progress.done('nothing');

    expect(err()).toBe('');
  });
});

describe('progress on a terminal', () => {
  const drawing = (columns = 100) => {
    const { terminal, err } = keptTerminal({ redraws: true, columns });
    const last = () => withoutColour(err().split('\r\u001b[K').at(-1) ?? '');
    return { progress: progressOn(terminal), err, last };
  };

  it.each([
    [0, 4, 0, '0/4'],
    [1, 4, 6, '1/4'],
    [4, 4, 24, '4/4'],
    [5, 4, 24, '5/4'],
    [0, 0, 24, '0/0'],
  ])('at %i of %i shows a bar of %i cells on and says %s', (done, total, cells, text) => {
    const { terminal, err } = keptTerminal({
      redraws: true,
      paintError: { ...keptTerminal().terminal.paintError, cyan: (part) => part.replaceAll('━', '#') },
    });
    const progress = progressOn(terminal);

    progress.step('files', total);
    progress.reached(done);
    pass(80);
    progress.clear();

    const drawn = err().split('\r\u001b[K').at(-2) ?? '';
    expect(drawn.match(/#/g)?.length ?? 0).toBe(cells);
    expect(drawn.match(/[#━]/g)).toHaveLength(24);
    expect(drawn).toContain(text);
  });

  it('is redrawn in one line while a step goes on, and not after it', () => {
    const { progress, err, last } = drawing();

    progress.step('files');
    progress.advance('a.csv');
    pass(1_000);
    expect(last()).toMatch(/^ {2}. files {7}1\.0 s {2}a\.csv$/);
    expect(err()).not.toContain('\n');
    progress.done('1 file');
    const ended = err();
    pass(1_000);

    expect(err()).toBe(ended);
    expect(vi.getTimerCount()).toBe(0);
    expect(last()).toBe('  ✓ files       1 file  1.0 s\n');
  });

  it('cuts what is worked on to the room that is left, so that the line never wraps', () => {
    const { progress, last } = drawing(70);

    progress.step('files');
    progress.advance('x'.repeat(200));
    pass(80);

    expect(last().length).toBeLessThan(70);
    expect(last()).toContain('x'.repeat(8));
    expect(drawing(10).progress).toBeDefined();
  });

  it('keeps a note above the bar', () => {
    const { progress, err, last } = drawing();

    progress.step('files');
    progress.note('b1 failed');

    expect(err()).toContain('\r\u001b[K    b1 failed\n');
    expect(last()).toContain('files');
  });

  it('has one step at a time: the next ends it', () => {
    const { progress, last } = drawing();

    progress.step('one', 9);
    progress.step('two');
    pass(80);

    expect(last()).toContain('two');
    progress.clear();
    expect(last()).toBe('');
  });
});

it('the line of a step names it, what came of it and how long it took', () => {
  expect(stepLine({ name: 'x', summary: 'done', seconds: 75 })).toBe('  ✓ x           done  1 min 15 s\n');
});
