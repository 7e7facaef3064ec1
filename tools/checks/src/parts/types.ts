import { join } from 'node:path';
import { type Part, type PartResult, sum, verdictOf } from '../part.ts';

/** The programs: all TypeScript, and the set-up, which is JavaScript with checked JSDoc types. */
const PROJECTS = ['.', 'tools/setup'];

/**
 * Types, by the native compiler: a fifth of the time of the other. By path, because both compilers call themselves tsc.
 */
export const types: Part = {
  name: 'types',
  title: 'type check (native TypeScript compiler)',
  budgetMinutes: 0.5,
  run: async ({ root, run }) => {
    const results: PartResult[] = [];
    for (const project of PROJECTS) {
      const compiler = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
      results.push(verdictOf(await run(process.execPath, [compiler, '-p', project])));
    }
    return sum(results);
  },
};
