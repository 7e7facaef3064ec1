import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError } from '@sluice/lake-cdk';
import { type BuildOptions, buildSync } from 'esbuild';
import { CHECKOUT, WORK_FOLDER } from './checkout.ts';

/** What all bundles share: one ES module that reads nothing else from disk, the SDK included (its own copy starts slower). */
const OPTIONS = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // The ES variants of the SDK: half the size, and no `require` left in the bundle.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'silent',
  absWorkingDir: CHECKOUT,
} satisfies BuildOptions;

/** Bundles intake with the plan and the validator of one contract. @returns the folder with `index.mjs` */
export function bundleIntake(datasetId: string, generated = join(CHECKOUT, 'contracts', datasetId, 'generated')): string {
  const contents = `
    import * as intake from './apps/intake/src/index.ts';
    import plan from ${JSON.stringify(join(generated, 'plan.json'))};
    import { validate } from ${JSON.stringify(join(generated, 'validate.js'))};
    export const handler = intake['createIntakeHandler']?.({ plan, validate });
  `;
  const folder = emptyFolder('intake', datasetId);
  build(`intake of ${datasetId}`, {
    stdin: { contents, resolveDir: CHECKOUT, sourcefile: 'intake-entry.ts', loader: 'ts' },
    outfile: join(folder, 'index.mjs'),
  });
  return folder;
}

/** Bundles dispatch and reconcile, which know no contract. @returns the folder with `dispatch.mjs` and `reconcile.mjs` */
export function bundleControl(): string {
  const folder = emptyFolder('control');
  for (const name of ['dispatch', 'reconcile']) {
    build(name, {
      entryPoints: [
        existsSync(join(CHECKOUT, `apps/${name}/src/handler.ts`)) ? `apps/${name}/src/handler.ts` : `apps/${name}/src/index.ts`,
      ],
      outfile: join(folder, `${name}.mjs`),
    });
  }
  return folder;
}

/** SHA-256 of a file's bytes, hexadecimal. */
export function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A folder of its own under the work folder, empty. */
export function emptyFolder(...path: readonly string[]): string {
  const folder = join(WORK_FOLDER, ...path);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function build(what: string, options: BuildOptions): void {
  try {
    buildSync({ ...OPTIONS, ...options });
  } catch (error) {
    throw new PlatformError('SLC9506', `${what} cannot be bundled: ${firstLine(error)}`, { cause: error });
  }
}

function firstLine(error: unknown): string {
  return String((error as { errors?: readonly { text: string }[] }).errors?.[0]?.text ?? error).split('\n', 1)[0] ?? '';
}
