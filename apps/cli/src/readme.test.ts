import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT } from '@sluice/lake/local';
import { expect, it } from 'vitest';

const MAIN = join(CHECKOUT, 'apps', 'cli', 'src', 'main.ts');
const README = readFileSync(join(CHECKOUT, 'apps', 'cli', 'README.md'), 'utf8');

const HELP = new Map(
  readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => /help-[a-z-]+\.txt$/.test(file))
    .map((file) => [basename(file, '.txt'), readFileSync(join(import.meta.dirname, file), 'utf8')]),
);

/** The page of a command: as it was reviewed, or else as the program prints it. */
async function help(...words: string[]): Promise<string> {
  const reviewed = HELP.get(['help', ...(words.length === 0 ? ['sluice'] : words)].join('-'));
  return reviewed ?? (await promisify(execFile)(process.execPath, [MAIN, ...words, '--help'])).stdout;
}

/** The commands that a help page lists, but for help itself. */
async function listed(...words: string[]): Promise<string[]> {
  const [before = ''] = (await help(...words)).split('\nExamples:');
  const sections = before.split('\n\n').filter((section) => !/^(?:Arguments|Options):/.test(section));
  const names = sections.flatMap((section) =>
    [...section.matchAll(/^ {2}([a-z]+)(?=$| )/gm)].map(([, name = '']) => name),
  );
  return names.filter((name) => name !== 'help');
}

/** The commands of the README's table: `sluice dlq ls\|redrive` are two. */
function shown(): string[] {
  return README.split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => {
      const [, words = ''] = /`sluice ([^`]+)`/.exec(line) ?? [];
      const [command = '', second = ''] = words.replaceAll('\\|', '|').split(' ');
      return /^[a-z|]+$/.test(second) ? second.split('|').map((name) => `${command} ${name}`) : [command];
    })
    .filter((command) => command !== '');
}

it('the table of the README names every command that there is, and no other', async () => {
  const commands = await listed();
  const known = await Promise.all(
    commands.map(async (command) => {
      const below = await listed(command);
      return below.length === 0 ? [command] : below.map((name) => `${command} ${name}`);
    }),
  );

  expect([...new Set(shown())].sort()).toEqual(known.flat().sort());
}, 60_000);
