import { type Part, verdictOf } from '../part.ts';

/** Format, lint and import order of everything that is not Python. */
export const format: Part = {
  name: 'format',
  title: 'format, lint and import order (Biome)',
  budgetMinutes: 0.25,
  run: async ({ run }) =>
    verdictOf(await run('biome', ['ci', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.'])),
};
