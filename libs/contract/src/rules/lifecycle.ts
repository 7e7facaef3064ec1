import type { Rule } from '../rule.ts';

/** Versions, deprecations and sunsets of a contract agree with each other. */
export const lifecycle: Rule = {
  code: 'SLC2116',
  name: 'lifecycle',
  severity: 'error',
  title: 'The life of a column contradicts itself',
  fault: 'user',
  why:
    'since, renamedFrom, deprecated and sunset tell consumers what changed and what will; contradicting each ' +
    'other they tell them nothing.',
  fix: 'correct the contradiction',
  *check({ columns, dataset }) {
    const current = versionParts(dataset.version);
    const known = new Set(columns.map(({ name }) => name));
    const renamed = new Map<string, string>();
    for (const { name, pointer, schema } of columns) {
      const { since, sunset, renamedFrom } = schema['x-column'];
      if (since !== undefined && isLater(versionParts(since), current))
        yield {
          pointer: `${pointer}/x-column/since`,
          message: `the column "${name}" is there since ${since}, but the contract is at ${dataset.version}`,
        };
      if (sunset !== undefined && schema.deprecated !== true)
        yield {
          pointer: `${pointer}/x-column/sunset`,
          message: `the column "${name}" has a sunset, but is not deprecated`,
          fix: 'set "deprecated": true beside it',
        };
      if (renamedFrom === undefined) continue;
      const other = renamed.get(renamedFrom);
      renamed.set(renamedFrom, name);
      if (other !== undefined)
        yield {
          pointer: `${pointer}/x-column/renamedFrom`,
          message: `the columns "${other}" and "${name}" were both renamed from "${renamedFrom}"`,
        };
      else if (known.has(renamedFrom))
        yield {
          pointer: `${pointer}/x-column/renamedFrom`,
          message: `the column "${name}" was renamed from "${renamedFrom}", which is still a column`,
        };
    }
  },
};

function versionParts(version: string): readonly bigint[] {
  return version.split('.').map((part) => BigInt(part));
}

function isLater(a: readonly bigint[], b: readonly bigint[]): boolean {
  for (let index = 0; index < 3; index += 1) {
    const [left, right] = [a[index] ?? 0n, b[index] ?? 0n];
    if (left !== right) return left > right;
  }
  return false;
}
