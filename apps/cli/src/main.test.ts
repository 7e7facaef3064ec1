import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';

/** Names every file that a process loads, on standard error. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (writeSync(2, 'loaded ' + url + '\\n'), next(url, context)) });
`)}`;

/** The packages of node_modules that a command line loads. */
function packagesOf(...words: string[]): string[] {
  const home = mkdtempSync(join(tmpdir(), 'sluice-start-'));
  const { stderr } = spawnSync(process.execPath, ['--import', WATCH, join(import.meta.dirname, 'main.ts'), ...words], {
    encoding: 'utf8',
    env: { ...process.env, SLUICE_HOME: home },
  });
  rmSync(home, { recursive: true, force: true });
  const names = [...stderr.matchAll(/^loaded file:.*\/node_modules\/((?:@[^/]+\/)?[^/\n]+)/gm)];
  return [...new Set(names.map(([, name]) => name ?? ''))].sort();
}

it.each([[['--help']], [['local', 'status']], [['local', 'down']]])('%j starts without an SDK or DuckDB', (words) => {
  expect(packagesOf(...words)).toEqual(['commander']);
});
