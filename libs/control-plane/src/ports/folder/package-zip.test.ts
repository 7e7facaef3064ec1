import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { zipPackage } from './package-zip.ts';
import { GLUE_SOURCE, PYTHON, scratchLake } from './testing/folder-lake.ts';

test('Python imports the package from the archive, its data too', async () => {
  using folder = scratchLake();
  const archive = join(folder.root, 'ñ code.zip');
  writeFileSync(archive, await zipPackage(GLUE_SOURCE, 'sluice_glue'));

  const said = execFileSync(PYTHON, ['-m', 'sluice_glue', '--help'], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: archive },
  });

  expect(said).toContain('The data plane of Sluice');
  expect(execFileSync(PYTHON, ['-m', 'zipfile', '-t', archive], { encoding: 'utf8' })).toContain('Done testing');
});

test('the same files are the same bytes, and other files are others', async () => {
  using folder = scratchLake();
  const make = (content: string) => {
    mkdirSync(join(folder.root, 'p/inner'), { recursive: true });
    writeFileSync(join(folder.root, 'p/__init__.py'), '');
    writeFileSync(join(folder.root, 'p/inner/x.py'), content);
    writeFileSync(join(folder.root, 'p/inner/x.pyc'), String(Math.random()));
    return zipPackage(folder.root, 'p');
  };

  const [first, second, other] = [await make('1'), await make('1'), await make('2')];

  expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
  expect(Buffer.from(first).equals(Buffer.from(other))).toBe(false);
});
