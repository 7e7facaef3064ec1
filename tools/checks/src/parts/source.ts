import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { filesOf } from '../house/files.ts';
import type { Part } from '../part.ts';
import { addressFaults } from '../source/file-urls.ts';
import { columnsOfProse } from '../source/prose.ts';
import { longLines, longProse } from '../source/widths.ts';

const CODE = /\.(m?ts|mjs|py|toml|ya?ml)$/;
const SYNTAX = /\.(m?ts|mjs)$/;
const GENERATED = /(^|\/)(generated|golden|conformance|results)\//;

/** What neither Biome nor ruff sees: the width of what they cannot format, and paths that break with a space. */
export const source: Part = {
  name: 'source',
  title: 'lines of at most 120 columns; no path of a file URL taken raw',
  budgetMinutes: 0.25,
  run: async ({ root, say }) => {
    const files = filesOf(root).filter((path) => !GENERATED.test(path));
    const read = files.filter((path) => CODE.test(path) || columnsOfProse(path) !== undefined);
    let failed = 0;
    for (const path of read) {
      const faults = faultsIn(path, readFileSync(join(root, path), 'utf8'));
      for (const fault of faults) say(`${path}:${fault}`);
      if (faults.length > 0) failed += 1;
    }
    return { passed: read.length - failed, failed, skipped: 0 };
  },
};

/** What is wrong in one file, each with its line. */
function faultsIn(path: string, text: string): readonly string[] {
  const tree = SYNTAX.test(path) ? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) : undefined;
  const most = columnsOfProse(path);
  const long = most === undefined ? longLines({ path, text }, tree) : longProse(text, most);
  return [
    ...long.map(({ line, columns }) => `${line} has ${columns} columns; at most ${most ?? 120}. Break it.`),
    ...(tree === undefined ? [] : addressFaults(tree)).map(({ line, message }) => `${line} ${message}`),
  ];
}
