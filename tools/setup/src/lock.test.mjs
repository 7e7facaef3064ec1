import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { completeLock, platformOf, runsHere, withoutIntegrity } from './lock.mjs';

const LOCK = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8'));
/** @type {string[]} */
const LISTED = JSON.parse(readFileSync(new URL('../without-integrity.json', import.meta.url), 'utf8'));

/** @param {Record<string, import('./lock.mjs').LockEntry>} packages */
const lockOf = (packages) => ({ lockfileVersion: 3, packages });

describe('the lock of this repository', () => {
  test('every package for linux-x64 has an integrity', () => {
    const naked = withoutIntegrity(LOCK).filter(({ entry }) => runsHere(entry));

    expect(naked.map(({ id }) => id)).toEqual([]);
  });

  test('what has no integrity is listed by name, optional, and for a platform of its own', () => {
    const naked = withoutIntegrity(LOCK);

    expect(naked.map(({ id }) => id)).toEqual(LISTED);
    for (const { entry } of naked)
      expect(entry).toMatchObject({ optional: true, os: [expect.any(String)], cpu: [expect.any(String)] });
  });

  test('what lies in the archive of another package is vouched for by that archive alone', () => {
    const lock = lockOf({
      'node_modules/whole': { version: '1.0.0', integrity: 'sha512-x' },
      'node_modules/whole/node_modules/part': { version: '2.0.0', inBundle: true },
      'node_modules/naked': { version: '3.0.0' },
    });

    expect(withoutIntegrity(lock).map(({ id }) => id)).toEqual(['naked@3.0.0']);
  });

  test('is complete: nothing is left to add', () => {
    expect(completeLock(LOCK).added).toEqual([]);
  });

  test('names no host', () => {
    const text = JSON.stringify(LOCK.packages, (key, value) => (key === 'funding' ? undefined : value));

    expect(text.match(/https?:\/\/[^"]*/g) ?? []).toEqual([]);
    expect(
      Object.values(LOCK.packages).flatMap((entry) =>
        entry.link === true || entry.resolved === undefined ? [] : [entry.resolved],
      ),
    ).toEqual([]);
  });

  test('every version that package.json asks for is exact', () => {
    const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = LOCK.packages[''];

    for (const version of Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      expect(version).toMatch(/^(npm:[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });
});

describe('completing a lock', () => {
  const tool = { version: '1.0.0', integrity: 'sha512-x', dev: true, license: 'MIT' };

  test('adds what is missing for other platforms, without integrity', () => {
    const { lock, added } = completeLock(
      lockOf({
        'node_modules/tool': {
          ...tool,
          optionalDependencies: {
            '@tool/linux-x64': '1.0.0',
            '@tool/darwin-arm64': '1.0.0',
            '@tool/linux-x64-musl': '1.0.0',
          },
        },
        'node_modules/@tool/linux-x64': { version: '1.0.0', integrity: 'sha512-y' },
      }),
    );

    expect(added).toEqual(['@tool/darwin-arm64@1.0.0', '@tool/linux-x64-musl@1.0.0']);
    expect(lock.packages['node_modules/@tool/darwin-arm64']).toEqual({
      version: '1.0.0',
      cpu: ['arm64'],
      dev: true,
      license: 'MIT',
      optional: true,
      os: ['darwin'],
    });
    expect(lock.packages['node_modules/@tool/linux-x64-musl']).toMatchObject({ libc: ['musl'] });
    expect(Object.keys(lock.packages)).toEqual(
      [...Object.keys(lock.packages)].sort((a, b) => a.localeCompare(b, 'en')),
    );
  });

  test('a second time changes nothing', () => {
    const once = completeLock(
      lockOf({ 'node_modules/tool': { ...tool, optionalDependencies: { '@tool/win32-x64': '1.0.0' } } }),
    ).lock;

    expect(completeLock(once)).toEqual({ lock: once, added: [] });
  });

  test('another version at the top is no substitute: the entry is nested', () => {
    const { lock } = completeLock(
      lockOf({
        'node_modules/other': { ...tool, optionalDependencies: {} },
        'node_modules/@tool/darwin-x64': { version: '2.0.0', integrity: 'sha512-z' },
        'node_modules/other/node_modules/tool': { ...tool, optionalDependencies: { '@tool/darwin-x64': '1.0.0' } },
      }),
    );

    expect(lock.packages['node_modules/other/node_modules/tool/node_modules/@tool/darwin-x64']).toMatchObject({
      version: '1.0.0',
    });
  });

  test('what linux-x64 itself needs is never invented', () => {
    const incomplete = lockOf({
      'node_modules/tool': { ...tool, optionalDependencies: { '@tool/linux-x64': '1.0.0' } },
    });

    expect(() => completeLock(incomplete)).toThrow(
      '@tool/linux-x64@1.0.0, which linux-x64 needs for node_modules/tool, is missing.',
    );
  });

  test('a name without a platform is refused', () => {
    const odd = lockOf({ 'node_modules/tool': { ...tool, optionalDependencies: { fast: '1.0.0' } } });

    expect(() => completeLock(odd)).toThrow('its name says no platform');
  });

  test('an older form of lock file is refused', () => {
    expect(() => completeLock({ lockfileVersion: 1, packages: {} })).toThrow('version 1');
  });
});

test.each([
  ['@nx/nx-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
  ['@nx/nx-win32-arm64-msvc', { os: ['win32'], cpu: ['arm64'] }],
  ['@biomejs/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
  ['@esbuild/darwin-x64', { os: ['darwin'], cpu: ['x64'] }],
  ['fsevents', undefined],
])('the platform of %s', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});
