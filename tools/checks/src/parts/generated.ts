import { join } from 'node:path';
import { type Part, verdictOf } from '../part.ts';

/** Every contract's committed files are what the generator makes of it, all contracts in one process. */
export const generated: Part = {
  name: 'generated',
  title: 'contracts are sound and their generated files fresh (sluice contract check)',
  run: async ({ root, run }) => verdictOf(await run(process.execPath, [join(root, 'apps', 'cli', 'src', 'main.ts'), 'contract', 'check'])),
};
