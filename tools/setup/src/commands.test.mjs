import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandOf } from './commands.mjs';

const ROOT = new URL('../../../', import.meta.url);

/** @param {string} name @param {readonly string[]} args */
const groupsOf = (name, args = []) => commandOf(name, args)?.environments.flatMap(({ groups }) => groups);

describe('what a command needs', () => {
  test.each([
    ['start', [], ['run'], true],
    ['test', [], ['run', 'test'], true],
    ['test', ['python', '--verbose'], ['run', 'test'], true],
    ['test', ['format', 'types', '--verbose'], [], false],
    ['test', ['source', 'doors'], [], false],
    ['test:full', [], ['run', 'test', 'spark4'], true],
    ['test', ['spark4'], ['run', 'test', 'spark4'], true],
    ['sluice', ['contract', 'lint'], [], false],
    ['sluice', ['run', 'files/', 'sales'], ['run'], true],
    ['up', [], ['run'], true],
    ['sluice', ['local', '--json', 'up'], ['run'], true],
    ['sluice', ['local', 'logs', 'up'], [], false],
  ])('%s %j needs the groups %j', (name, args, groups, needsJava) => {
    expect(groupsOf(name, args)).toEqual(groups);
    expect(commandOf(name, args)?.needsJava).toBe(needsJava);
  });

  test('an unknown command is none', () => {
    expect(commandOf('publish', [])).toBeUndefined();
  });

  test('every npm script that sets up names a command', () => {
    /** @type {{ scripts: Record<string, string> }} */
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
    const names = Object.values(scripts).flatMap((script) => /run\.mjs (\S+)/.exec(script)?.[1] ?? []);

    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(commandOf(name, [])).toBeDefined();
  });
});

describe('requirement files', () => {
  const folder = new URL('glue/requirements/', ROOT);

  test.each(readdirSync(folder))('%s pins every package with a hash and names no index', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const entries = text
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => /^[a-z0-9]/i.test(line));

    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) expect(entry).toMatch(/^[\w.[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}/);
    expect(text).not.toMatch(/https?:|--(extra-)?index-url|--find-links/);
  });
});
