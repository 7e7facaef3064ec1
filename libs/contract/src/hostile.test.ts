import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONTRACT_ERRORS } from './codes.ts';
import { lintFile } from './lint.ts';
import { RULES } from './rules/index.ts';
import { draft, draftText, FIXTURE_FILE } from './testing.ts';

/** How many times the examples: 1, more in the full run. */
const SEARCH = Number(process.env['SLUICE_SEARCH'] ?? 1);

const values = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    2 ** 53,
    '',
    'string',
    'decimal(38,38)',
    '__proto__',
    '\u0000',
    '('.repeat(300),
    [],
    {},
    [null],
    ['null', 'string'],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Every place of a document that can be changed, as key paths. */
function places(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => places(child, [...path, key]))];
}

const PLACES = places(draft()).filter((path) => path.length > 0);

test('any value in any place is a finding at worst', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...PLACES), values), { minLength: 1, maxLength: 3 }), (changes) => {
      const text = draftText((document) => {
        for (const [path, value] of changes) {
          const parent = path
            .slice(0, -1)
            .reduce((at, key) => (typeof at === 'object' && at !== null ? at[key] : undefined), document);
          if (typeof parent === 'object' && parent !== null) parent[path.at(-1) ?? ''] = value;
        }
      });

      for (const finding of lintFile(FIXTURE_FILE, text)) {
        expect(finding.line).toBeGreaterThan(0);
        expect(finding.message).not.toMatch(/undefined|\[object/);
      }
    }),
    { numRuns: 500 * SEARCH },
  );
});

test('any text is a finding at worst', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(lintFile(FIXTURE_FILE, text).length).toBeGreaterThan(0);
    }),
  );
});

test('a contract of two thousand columns is linted in a second', () => {
  const text = draftText((it) => {
    for (let index = 0; index < 1900; index += 1) {
      it.properties[`c${index}`] = {
        type: 'string',
        pattern: '^([a-z]{1,9}[0-9]){1,9}$',
        'x-column': { type: 'string', aliases: [`C${index}`] },
      };
      it.required.push(`c${index}`);
    }
  });
  const started = performance.now();

  expect(lintFile(FIXTURE_FILE, text)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(3000);
});

test.each<[string, (it: ReturnType<typeof draft>) => void]>([
  [
    'a default that a pattern could match in 2^30 ways',
    (it) => Object.assign(it.properties.note, { pattern: `${'a?'.repeat(30)}a{30}b`, default: 'a'.repeat(40) }),
  ],
  [
    'two thousand bad columns',
    (it) =>
      Object.assign(it, {
        properties: Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`c${index}`, { type: 1 }])),
      }),
  ],
  [
    'forty thousand bad columns',
    (it) =>
      Object.assign(it, {
        properties: Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`c${index}`, { type: 1 }])),
      }),
  ],
  [
    'a version of a hundred thousand digits',
    (it) => Object.assign(it['x-dataset'], { version: `${'1'.repeat(100_000)}.0.0` }),
  ],
])('%s is linted in no time', (_name, change) => {
  const text = draftText(change);
  const started = performance.now();

  expect(lintFile(FIXTURE_FILE, text).length).toBeGreaterThan(0);
  expect(performance.now() - started).toBeLessThan(3000);
});

test('every code is registered once, and every rule has a file of its name', () => {
  const codes = CONTRACT_ERRORS.map(({ code }) => code);

  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => /^SLC2\d{3}$/.test(code))).toBe(true);
  expect(RULES.map(({ code }) => code)).toEqual([...RULES.map(({ code }) => code)].sort());
});
