import { resolve } from 'node:path';
import { CONTRACT_SCHEMA, RULES } from '@sluice/contract';
import { expect, test } from 'vitest';
import { checkReference, contractReference } from './reference.ts';

const repository = resolve(import.meta.dirname, '../../..');

/** Every property name that the meta-schema gives a meaning. */
function keywords(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties = {}, ...rest } = node as { properties?: Record<string, unknown> };
  return [...Object.keys(properties), ...[...Object.values(properties), ...Object.values(rest)].flatMap(keywords)];
}

test('the page names every keyword and every rule', () => {
  const page = contractReference();

  for (const keyword of keywords(CONTRACT_SCHEMA)) expect(page).toContain(`| \`${keyword}\``);
  for (const { code, name } of RULES) expect(page).toContain(`| ${code} | \`${name}\` |`);
});

test('every keyword of the meta-schema says what it means', () => {
  const silent = (node: unknown): readonly string[] => {
    if (typeof node !== 'object' || node === null) return [];
    const { properties = {}, ...rest } = node as {
      properties?: Record<string, { description?: string; $ref?: string }>;
    };
    const here = Object.entries(properties).filter(
      ([, child]) => child.$ref === undefined && (child.description ?? '') === '',
    );
    return [...here.map(([name]) => name), ...[...Object.values(properties), ...Object.values(rest)].flatMap(silent)];
  };

  expect(silent(CONTRACT_SCHEMA)).toEqual([]);
});

test('the page in the repository is fresh', () => {
  expect(checkReference(repository)).toEqual([]);
});

test('a repository without the page is told to make it', () => {
  expect(checkReference('/nowhere')).toMatchObject([
    { code: 'SLC3002', fix: 'run `npx sluice docs` and commit the result' },
  ]);
});
