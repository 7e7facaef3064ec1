import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { renderError, SETUP_ERRORS, SetupError } from './errors.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

test('codes are unique, in order, in their range, and complete', () => {
  const codes = SETUP_ERRORS.map(({ code }) => code);

  expect(codes).toEqual([...new Set(codes)].sort());
  for (const { code, title, fault, why, fix } of SETUP_ERRORS) {
    expect(code).toMatch(/^SLC10\d\d$/);
    expect(['user', 'environment', 'tool']).toContain(fault);
    for (const text of [title, why, fix]) expect(text.length).toBeGreaterThan(5);
  }
});

test('every code is used, and every code used is registered', () => {
  const folders = [HERE, dirname(HERE), join(HERE, '..', '..', 'checks', 'src')];
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(mjs|ts)$/.test(name) && !name.includes('.test.'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  const used = new Set(sources.join('\n').match(/SLC\d{4}/g) ?? []);

  expect([...used].sort()).toEqual(SETUP_ERRORS.map(({ code }) => code));
});

test('a user reads what, the evidence, why and the way out', () => {
  const text = renderError(
    new SetupError('SLC1004', 'No Java 17 was found.', { details: ['/usr/bin/java is Java 11'] }),
  );

  expect(text.split('\n')).toEqual([
    'SLC1004  Java 17 is missing',
    '',
    'No Java 17 was found.',
    '    /usr/bin/java is Java 11',
    expect.stringContaining('Spark 3.5 runs on Java 17'),
    expect.stringMatching(/^Fix: Install Java 17/),
  ]);
});

test('exit codes follow the scheme of the command line', () => {
  expect(new SetupError('SLC1008', 'x').exitCode).toBe(2);
  expect(new SetupError('SLC1002', 'x').exitCode).toBe(3);
});
