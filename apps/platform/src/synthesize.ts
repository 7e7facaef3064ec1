import { join } from 'node:path';
import { loadRegistry, nearest } from '@sluice/contract';
import { lakeDigestParameter, sealDigests } from '@sluice/lake-cdk';
import { PlatformError } from '@sluice/lake-cdk/errors';
import { datasetNames, lakeNames } from '@sluice/protocol';
import { type App, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { buildApp } from './app.ts';
import { CHECKOUT } from './checkout.ts';
import { readContext, withCommitted } from './context.ts';

/** What is synthesized, and where. */
export interface SynthesizeOptions {
  /** A dataset, or `lake`. */
  readonly target: string;
  readonly context: Readonly<Record<string, string>>;
  readonly work: string;
  readonly env?: { readonly account: string; readonly region: string };
  readonly outdir?: string;
}

/** One stack, ready to be deployed. */
export interface Synthesized {
  readonly stackName: string;
  readonly digest: string;
  /** The SSM parameter that holds the digest of what is deployed. */
  readonly digestParameter: string;
  /** The bootstrap that it is deployed through. */
  readonly bootstrap: Bootstrap;
  readonly outdir: string;
}

/** What `cdk bootstrap` makes once per account, region and qualifier. */
export interface Bootstrap {
  /** The SSM parameter that holds its version; whether it is there is all that counts here. */
  readonly parameter: string;
  /** What makes it. */
  readonly command: string;
}

/**
 * Synthesizes one stack with its digest. @throws PlatformError SLC9507 for a name that is neither a dataset nor `lake`
 */
export function synthesize({
  target,
  context,
  work,
  env,
  outdir = join(work, 'cdk.out'),
}: SynthesizeOptions): Synthesized {
  const { lake, project } = readContext(withCommitted(context), CHECKOUT);
  const { datasets } = loadRegistry(project);
  const isLake = target === 'lake';
  if (!isLake && !datasets.includes(target)) {
    const known = [...datasets, 'lake'];
    const guess = nearest(target, known);
    throw new PlatformError(
      'SLC9507',
      `"${target}" is no dataset${guess === undefined ? '' : `; did you mean "${guess}"?`} There ` +
        `are ${known.join(', ')}.`,
    );
  }
  const app = buildApp({
    work,
    outdir,
    context: { ...context, datasets: isLake ? '' : target },
    ...(env === undefined ? {} : { env }),
  });
  const digests = sealDigests(app);
  app.synth({ force: true });
  const { stackName, digestParameter } = isLake
    ? { stackName: lakeNames({ account: '', region: '', lake }).stack, digestParameter: lakeDigestParameter(lake) }
    : { stackName: datasetNames(target, lake).stack, digestParameter: datasetNames(target, lake).digestParameter };
  const digest = digests.get(stackName);
  if (digest === undefined) throw new RangeError(`no stack ${stackName} was synthesized`);
  return { stackName, digest, digestParameter, bootstrap: bootstrapOf(app, stackName), outdir };
}

/** As the stack itself was synthesized: the CDK has read the qualifier, from wherever it was given. */
function bootstrapOf(app: App, stackName: string): Bootstrap {
  const stack = app.node.children.find((child) => child instanceof Stack && child.stackName === stackName) as Stack;
  const { DEFAULT_QUALIFIER } = DefaultStackSynthesizer;
  const qualifier = stack.synthesizer.bootstrapQualifier ?? DEFAULT_QUALIFIER;
  const own =
    qualifier === DEFAULT_QUALIFIER ? '' : ` --qualifier ${qualifier} --toolkit-stack-name CDKToolkit-${qualifier}`;
  const place = stack.environment.replace(/^aws:\/\/unknown-account\/unknown-region$/, 'aws://<account>/<region>');
  return { parameter: `/cdk-bootstrap/${qualifier}/version`, command: `npx cdk bootstrap ${place}${own}` };
}
