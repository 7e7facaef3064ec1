import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf, identityOf, writeJson } from './files.mjs';
import { planVenv } from './venv.mjs';

const TEST = { folder: '.venv', groups: ['run', 'test'] };
/** @type {string} */
let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-venv-'));
  mkdirSync(join(root, 'glue', 'requirements'), { recursive: true });
  mkdirSync(join(root, '.venv', 'bin'), { recursive: true });
  writeFileSync(join(root, '.venv', 'bin', 'python'), 'an interpreter');
  for (const group of ['run', 'test', 'bench']) writeFileSync(requirements(group), `${group}==1.0\n`);
});

afterEach(() => rmSync(root, { recursive: true }));

/** @param {string} group */
const requirements = (group) => join(root, 'glue', 'requirements', `${group}.txt`);

/** @param {readonly string[]} groups */
function finished(groups) {
  const digests = Object.fromEntries(groups.map((group) => [group, digestOf(requirements(group))]));
  writeJson(join(root, '.venv', '.sluice-setup.json'), {
    python: identityOf(join(root, '.venv', 'bin', 'python')),
    groups: digests,
  });
}

describe('what an environment needs', () => {
  test('nothing when all its groups are as locked', () => {
    finished(['run', 'test']);

    expect(planVenv(root, TEST)).toEqual({ kind: 'fresh' });
  });

  test('a build when it was never finished', () => {
    expect(planVenv(root, TEST)).toEqual({ kind: 'build', groups: ['run', 'test'] });
  });

  test('a build when the stamp is damaged', () => {
    finished(['run', 'test']);
    writeFileSync(join(root, '.venv', '.sluice-setup.json'), '{"python": "');

    expect(planVenv(root, TEST).kind).toBe('build');
  });

  test('only the group that it lacks', () => {
    finished(['run']);

    expect(planVenv(root, TEST)).toEqual({ kind: 'add', groups: ['test'] });
  });

  test('a build when requirements changed', () => {
    finished(['run', 'test']);
    writeFileSync(requirements('run'), 'run==2.0\n');

    expect(planVenv(root, TEST)).toEqual({ kind: 'build', groups: ['run', 'test'] });
  });

  test('nothing when a group changed that this command does not use', () => {
    finished(['run', 'test', 'bench']);
    writeFileSync(requirements('bench'), 'bench==2.0\n');

    expect(planVenv(root, TEST)).toEqual({ kind: 'fresh' });
  });

  test('a build when its interpreter is another one or gone', () => {
    finished(['run', 'test']);
    writeFileSync(join(root, '.venv', 'bin', 'python'), 'a newer interpreter');
    expect(planVenv(root, TEST).kind).toBe('build');

    rmSync(join(root, '.venv', 'bin', 'python'));
    expect(planVenv(root, TEST).kind).toBe('build');
  });
});
