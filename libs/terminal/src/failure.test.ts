import type { ErrorCode } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { CliError } from './errors.ts';
import { failureDocument, failureText, placeText, showFailure } from './failure.ts';
import { keptSession, keptTerminal } from './testing.fixture.ts';

const ERROR = new CliError('SLC8003', 'two\nlines', { file: 'a.csv', line: 2, fix: 'Do\nthis.' });
const DEFINITION: ErrorCode = { code: 'SLC8003', title: 't', fault: 'user', why: 'Because.', fix: 'f' };

describe('the place of an error', () => {
  it.each([
    [{}, undefined],
    [{ dataset: 'sales' }, 'dataset sales'],
    [{ file: 'a' }, 'a'],
    [{ file: 'a', dataset: 'sales' }, 'a'],
    [{ file: 'a', line: 3 }, 'a:3'],
    [{ file: 'a', line: 3, column: 7 }, 'a:3:7'],
    [{ file: 'a', column: 7 }, 'a'],
  ])('%j is %s', (place, text) => {
    expect(placeText(place)).toBe(text);
  });
});

describe('an error as a text', () => {
  it('keeps lines of its message and its fix below each other, and says why where it is known', () => {
    const { terminal } = keptTerminal();

    expect(failureText(ERROR, DEFINITION, terminal).split('\n')).toEqual([
      '✗ SLC8003  two',
      '         lines',
      '  where  a.csv:2',
      '  why    Because.',
      '  fix    Do',
      '         this.',
      '',
    ]);
    expect(failureText(ERROR, undefined, terminal)).not.toContain('why');
  });

  it('lets no text of a file steer the terminal', () => {
    const hostile = new CliError('SLC8003', 'a\u001b[2J', { file: 'b\u202e', fix: 'c\u0007' });

    const text = failureText(hostile, undefined, keptTerminal().terminal);

    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not be there.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it('shows the stack of every cause to those who ask', () => {
    const cause = new Error('inner', { cause: new Error('innermost') });
    const error = new CliError('SLC8003', 'outer', { cause });

    const text = failureText(error, undefined, keptTerminal().terminal, true);

    expect(text.match(/^(?:caused by )?\w*Error: \w+$/gm)).toEqual([
      expect.stringContaining('outer'),
      'caused by Error: inner',
      'caused by Error: innermost',
    ]);
  });
});

describe('an error is shown', () => {
  it('as a document to a program, and nowhere else', () => {
    const { terminal, out, err } = keptTerminal();

    expect(showFailure(ERROR, DEFINITION, keptSession(terminal), true)).toBe(2);
    expect(err()).toBe('');
    expect(JSON.parse(out())).toEqual({
      ok: false,
      error: {
        code: 'SLC8003',
        message: 'two\nlines',
        fault: 'user',
        place: { file: 'a.csv', line: 2 },
        why: 'Because.',
        fix: 'Do\nthis.',
      },
    });
    expect(failureDocument(ERROR, undefined).error.why).toBeNull();
  });

  it('as text on standard error to a person; with its stack when SLUICE_DEBUG says so', () => {
    const { terminal, out, err } = keptTerminal();
    const session = keptSession(terminal);

    showFailure(ERROR, DEFINITION, session, false);
    expect(err()).not.toMatch(/\n\s+at /);
    showFailure(ERROR, DEFINITION, { ...session, environment: { SLUICE_DEBUG: '1' } }, false);

    expect(out()).toBe('');
    expect(err()).toMatch(/\n\s+at /);
  });
});
