import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SetupError } from './errors.mjs';
import { findJava, findPython } from './machine.mjs';

/** @type {string} */
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-machine-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/**
 * A program that prints a text and notes that it was asked. @param {string} path @param {string} text @param {number}
 * [status]
 */
function program(path, text, status = 0) {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  const lines = [
    '#!/bin/sh',
    `echo asked >> ${full}.asked`,
    "cat <<'END'",
    text,
    'END',
    "cat >&2 <<'END'",
    text,
    'END',
    `exit ${status}`,
  ];
  writeFileSync(full, `${lines.join('\n')}\n`);
  chmodSync(full, 0o755);
  return full;
}

/** @param {string} name @param {string} version @param {boolean} hasVenv */
const python = (name, version, hasVenv) =>
  program(name, JSON.stringify({ version, path: join(folder, name), hasVenv }));

/** @param {string} home @param {string} version */
const java = (home, version) =>
  program(`${home}/bin/java`, `    java.home = ${join(folder, home)}\n    java.specification.version = ${version}\n`);

/** @param {string} path */
const timesAsked = (path) => readFileSync(`${path}.asked`, 'utf8').trim().split('\n').length;

/** Nothing of this machine. */
const env = () => ({ PATH: join(folder, 'bin') });

/** @param {() => unknown} step @returns {SetupError} */
function failure(step) {
  try {
    step();
  } catch (error) {
    if (error instanceof SetupError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('python', () => {
  test('python3.11 is taken before others', () => {
    python('bin/python3', '3.11', true);
    python('bin/python3.11', '3.11', true);

    expect(findPython(env())).toEqual({ path: join(folder, 'bin/python3.11'), hasVenv: true });
  });

  test('python3 will do if it is 3.11', () => {
    program('bin/python3.11', 'pyenv: python3.11: command not found', 127);
    python('bin/python3', '3.11', true);

    expect(findPython(env()).path).toBe(join(folder, 'bin/python3'));
  });

  test('one that can make environments is preferred', () => {
    python('bin/python3.11', '3.11', false);
    python('bin/python3', '3.11', true);

    expect(findPython(env())).toEqual({ path: join(folder, 'bin/python3'), hasVenv: true });
  });

  test('one that cannot is still found, for uv', () => {
    python('bin/python3.11', '3.11', false);

    expect(findPython(env()).hasVenv).toBe(false);
  });

  test('a machine with other versions is told which', () => {
    const error = failure(() => findPython({ SLUICE_PYTHON_BASE: python('bin/python3', '3.12', true) }));

    expect(error.definition.code).toBe('SLC1002');
    expect(error.details).toEqual([`${join(folder, 'bin/python3')} is 3.12`]);
    expect(error.fix).toContain('Install Python 3.11');
  });
});

describe('java', () => {
  test('JAVA_HOME goes before PATH', () => {
    java('jdk', '17');
    program('bin/java', 'never asked');

    expect(findJava(folder, { ...env(), JAVA_HOME: join(folder, 'jdk') })).toBe(join(folder, 'jdk'));
  });

  test('a Java of another version is passed over', () => {
    java('old', '11');
    java('actions', '17');

    const home = findJava(folder, {
      ...env(),
      JAVA_HOME: join(folder, 'old'),
      JAVA_HOME_17_X64: join(folder, 'actions'),
    });

    expect(home).toBe(join(folder, 'actions'));
  });

  test('it is asked once, and again when the file has changed', () => {
    const path = java('jdk', '17');
    const here = { ...env(), JAVA_HOME: join(folder, 'jdk') };

    findJava(folder, here);
    findJava(folder, here);
    expect(timesAsked(path)).toBe(1);

    utimesSync(path, new Date(2020, 1, 1), new Date(2020, 1, 1));
    findJava(folder, here);
    expect(timesAsked(path)).toBe(2);
  });
});
