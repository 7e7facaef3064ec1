import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  doubleQuoted,
  homeOf,
  lakePath,
  operatorOf,
  pathOf,
  printJson,
  type Session,
  shellWord,
  shownPath,
} from './session.ts';
import { keptSession, keptTerminal } from './testing.fixture.ts';

const sessionWith = (environment: NodeJS.ProcessEnv = {}): Session => ({
  ...keptSession(keptTerminal().terminal),
  environment,
});

describe('the lake that is meant', () => {
  it.each([
    ['the one that was typed, before all others', 'here', { SLUICE_LAKE: 'there', SLUICE_HOME: '/home' }, '/work/here'],
    ['the one of SLUICE_LAKE', undefined, { SLUICE_LAKE: 'there', SLUICE_HOME: '/home' }, '/work/there'],
    ['below SLUICE_HOME', undefined, { SLUICE_HOME: '/home' }, '/home/demo'],
    ['below SLUICE_HOME, when SLUICE_LAKE is empty', undefined, { SLUICE_LAKE: '', SLUICE_HOME: 'h' }, '/work/h/demo'],
  ])('is %s', (_, typed, environment, path) => {
    expect(lakePath(sessionWith(environment), typed, 'demo')).toBe(path);
  });

  it('is of the checkout otherwise', () => {
    expect(lakePath(sessionWith(), undefined, 'lake')).toMatch(/\/\.sluice\/lake$/);
    expect(homeOf(sessionWith({ SLUICE_HOME: '' }))).toMatch(/\/\.sluice$/);
  });

  it('is never the default one where somebody’s variable was empty', () => {
    expect(() => lakePath(sessionWith(), '', 'demo')).toThrow(expect.objectContaining({ code: 'SLC8001' }));
  });
});

describe('who acts', () => {
  it.each([
    [{ SLUICE_OPERATOR: 'ana', USER: 'root' }, 'ana'],
    [{ SLUICE_OPERATOR: '', USER: 'root' }, 'root'],
    [{ USER: 'Ana María' }, 'Ana_Mar_a'],
    [{ USER: 'a\nb:c' }, 'a_b_c'],
    [{ USER: 'ana@example.com' }, 'ana@example.com'],
  ])('%j is %s: one word, for the history', (environment, operator) => {
    expect(operatorOf(sessionWith(environment))).toBe(operator);
  });

  it('is never nobody', () => {
    expect(operatorOf(sessionWith())).not.toBe('');
  });
});

describe('a path', () => {
  it('is as it was typed, from where the user is, and shown so again', () => {
    const session = sessionWith();

    expect([pathOf(session, 'a'), pathOf(session, '/a')]).toEqual(['/work/a', '/a']);
    expect([shownPath(session, '/work/a/b'), shownPath(session, '/works/a'), shownPath(session, '/work')]).toEqual([
      'a/b',
      '/works/a',
      '/work',
    ]);
  });
});

describe('a word of a command line that can be pasted', () => {
  const HOSTILE = [
    'plain/path-1.csv',
    'with space',
    "it's",
    'a"b',
    '$HOME',
    '`id`',
    '\\',
    "\\'",
    '!x',
    '*',
    'ñ',
    'a\nb',
    'a\tb',
    "tab\tand'quote\\",
    '\u001b[2J',
    ';rm',
    '',
  ];

  it('is read by a shell as what it was, whatever stands in it', () => {
    const command = `printf '%s\\0' ${HOSTILE.map(shellWord).join(' ')}`;

    const read = execFileSync('bash', ['-c', command], { encoding: 'utf8' });

    expect(read.split('\0').slice(0, -1)).toEqual(HOSTILE);
  });

  it('in double quotes too', () => {
    const texts = HOSTILE.filter((text) => !text.includes('!'));

    const read = execFileSync('bash', ['-c', `printf '%s\\0' ${texts.map(doubleQuoted).join(' ')}`], {
      encoding: 'utf8',
    });

    expect(read.split('\0').slice(0, -1)).toEqual(texts);
    expect(doubleQuoted('SELECT 1 != 2')).toBe("'SELECT 1 != 2'");
  });

  it('never moves the cursor', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not be there.
    for (const text of HOSTILE) expect(shellWord(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});

it('a document is all that stands on standard output', () => {
  const { terminal, out, err } = keptTerminal();

  printJson(keptSession(terminal), { a: [1] });

  expect(JSON.parse(out())).toEqual({ a: [1] });
  expect(out().endsWith('}\n')).toBe(true);
  expect(err()).toBe('');
});
