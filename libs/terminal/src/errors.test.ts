import { describe, expect, it } from 'vitest';
import { palette } from './colour.ts';
import { CliError, codedError, exitCodeOf, Interrupted } from './errors.ts';
import { failureText, placeText } from './failure.ts';

const TERMINAL = {
  out() {},
  err() {},
  paint: palette(false),
  paintError: palette(false),
  redraws: false,
  columns: 80,
  width: Number.POSITIVE_INFINITY,
};

function system(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: broken`), { code, syscall: 'write', path: '/lake/x' });
}

describe('errors', () => {
  it.each([
    ['EACCES', 'SLC8010', 3],
    ['EROFS', 'SLC8010', 3],
    ['ENOSPC', 'SLC8011', 3],
    ['EDQUOT', 'SLC8011', 3],
    ['EADDRINUSE', 'SLC8012', 3],
    ['EMFILE', 'SLC8017', 3],
  ])('of the system: %s is %s, exit %i, with the file', (code, expected, status) => {
    const error = codedError(system(code));

    expect({ code: error.code, status: exitCodeOf(error), file: error.place.file }).toEqual({
      code: expected,
      status,
      file: '/lake/x',
    });
  });

  it('that nobody foresaw are defects of Sluice: exit 4, asks to report, shows the stack only when asked', () => {
    const error = codedError(new TypeError('x is undefined'));

    expect({ code: error.code, status: exitCodeOf(error) }).toEqual({ code: 'SLC8000', status: 4 });
    expect(failureText(error, undefined, TERMINAL)).toContain('please report');
    expect(failureText(error, undefined, TERMINAL)).not.toMatch(/\n\s+at /);
    expect(failureText(error, undefined, TERMINAL, true)).toMatch(/caused by TypeError: x is undefined\n\s+at /);
  });

  it('say what, where, why and how to fix it', () => {
    const error = new CliError('SLC8003', 'the input is no folder', {
      file: 'in\u001b[2J',
      line: 3,
      column: 7,
      fix: 'Give a folder.',
    });

    expect(
      failureText(error, { code: 'SLC8003', title: 't', fault: 'user', why: 'Because.', fix: 'f' }, TERMINAL),
    ).toBe('✗ SLC8003  the input is no folder\n  where  in\\x1b[2J:3:7\n  why    Because.\n  fix    Give a folder.\n');
    expect(placeText({ dataset: 'sales' })).toBe('dataset sales');
  });

  it('of an interruption end with 130', () => {
    expect(exitCodeOf(new Interrupted())).toBe(130);
  });
});
