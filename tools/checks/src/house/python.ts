import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeFile } from './files.ts';
import type { Measured } from './typescript.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..', '..', '..');

interface PythonFigures extends Omit<Measured, 'uses'> {
  readonly imports: readonly string[];
}

/** Measures Python by its own parser: of the environment, where there is one. */
export function measurePython(root: string, files: readonly CodeFile[]): ReadonlyMap<string, Measured> {
  const environments = [root, CHECKOUT].map((folder) => join(folder, '.venv', 'bin', 'python'));
  const output = execFileSync(
    environments.find((python) => existsSync(python)) ?? 'python3',
    [join(import.meta.dirname, 'measure_python.py')],
    {
      cwd: root,
      encoding: 'utf8',
      input: JSON.stringify(files.map(({ path }) => path)),
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const figures = JSON.parse(output) as Record<string, PythonFigures>;
  return new Map(Object.entries(figures).map(([path, { imports, ...rest }]) => [path, { ...rest, uses: imports }]));
}

/** The file of a module that `path` imports, if it is one of the checkout. */
export function pythonTarget(path: string, imported: string, files: ReadonlySet<string>): string | undefined {
  const dots = /^\.*/.exec(imported)?.[0].length ?? 0;
  const words = imported
    .slice(dots)
    .split('.')
    .filter((word) => word !== '');
  const folders = path.split('/').slice(0, -1);
  // Absolute names start at any folder above: `glue` and the emulator's are both on the path.
  const starts =
    dots > 0
      ? [folders.slice(0, folders.length - (dots - 1))]
      : folders.map((_, depth) => folders.slice(0, folders.length - depth));
  for (const start of starts) {
    const base = [...start, ...words].join('/');
    for (const file of [`${base}.py`, `${base}/__init__.py`]) if (files.has(file) && file !== path) return file;
  }
  return undefined;
}
