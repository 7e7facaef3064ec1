import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { datasetNames } from '@sluice/protocol';

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties?: { readonly FunctionName?: unknown; readonly Code?: { readonly S3Key?: unknown } };
      }
    >
  >;
}

/**
 * Writes the stacks into a folder as the CDK CLI would have them written, without the CLI: what lies there is what
 * would be deployed.
 *
 * @param context `-c` of the app
 */
export function synthInto(root: string, folder: string, context: Readonly<Record<string, string>> = {}): void {
  rmSync(folder, { recursive: true, force: true });
  const { CDK_DEFAULT_ACCOUNT: _account, CDK_DEFAULT_REGION: _region, ...environment } = process.env;
  execFileSync(process.execPath, ['src/main.ts'], {
    cwd: join(root, 'apps/platform'),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...environment, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
}

/** The file of a dataset's intake in the stacks that were written. */
export function intakeIn(folder: string, datasetId: string): string {
  const { stack, intakeFunction } = datasetNames(datasetId);
  const template = JSON.parse(readFileSync(join(folder, `${stack}.template.json`), 'utf8')) as Template;
  const intake = Object.values(template.Resources).find(
    ({ Type: type, Properties: properties }) =>
      type === 'AWS::Lambda::Function' && properties?.FunctionName === intakeFunction,
  );
  const key = intake?.Properties?.Code?.S3Key;
  const asset = typeof key === 'string' ? `asset.${key.replace(/\.zip$/, '')}` : undefined;
  if (asset === undefined || !readdirSync(folder).includes(asset))
    throw new Error(`${stack} has no code for ${intakeFunction}`);
  return join(folder, asset, 'index.mjs');
}
