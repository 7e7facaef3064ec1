import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError } from '@sluice/lake-cdk/errors';
import { type BuildOptions, buildSync } from 'esbuild';
import bundles from './bundles.json' with { type: 'json' };
import { CHECKOUT } from './checkout.ts';

/**
 * What all bundles share: one ES module that reads nothing else from disk, the SDK included (its own copy starts
 * slower).
 */
const OPTIONS = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // The ES variants of the SDK: half the size, and no `require` left in the bundle.
  mainFields: ['module', 'main'],
  // A Lambda's credentials are in its environment: the chain that looks everywhere else is a sixth of a bundle.
  alias: { '@aws-sdk/credential-provider-node': './apps/functions/src/lambda-credentials.ts' },
  legalComments: 'none',
  logLevel: 'silent',
  absWorkingDir: CHECKOUT,
} satisfies BuildOptions;

/** Bundles intake with the plan and the validator of one contract, as `index.mjs` in the folder. */
export function bundleIntake(datasetId: string, generated: string, folder: string): string {
  const contents = `
    import { createIntakeHandler } from ${JSON.stringify(`./${bundles.intake}`)};
    import plan from ${JSON.stringify(join(generated, 'plan.json'))};
    import { validate } from ${JSON.stringify(join(generated, 'validate.js'))};
    export const handler = createIntakeHandler({ plan, validate });
  `;
  build(`intake of ${datasetId}`, {
    stdin: { contents, resolveDir: CHECKOUT, sourcefile: 'intake-entry.ts', loader: 'ts' },
    outfile: join(folder, 'index.mjs'),
  });
  return folder;
}

/** Bundles dispatch and reconcile, which know no contract, as `dispatch.mjs` and `reconcile.mjs` in the folder. */
export function bundleControl(folder: string): string {
  for (const name of ['dispatch', 'reconcile'] as const) {
    build(name, { entryPoints: [bundles[name]], outfile: join(folder, `${name}.mjs`) });
  }
  return folder;
}

/** SHA-256 of a file's bytes, hexadecimal. */
export function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
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
