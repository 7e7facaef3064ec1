import { contractPath, loadContract, loadRegistry } from '@sluice/contract';
import { DatasetStack, LakeStack } from '@sluice/lake-cdk';
import { App, type AppProps, Tags } from 'aws-cdk-lib';
import { CHECKOUT } from './checkout.ts';
import { readContext, withCommitted } from './context.ts';
import { reviewedRetention } from './retention.ts';
import { datasetSources, sharedSources } from './sources.ts';

/** Where an app is built and for whom. */
export interface PlatformAppProps {
  /** A folder for bundles; needed until the app is synthesized. */
  readonly work: string;
  /** Where templates go; by default where the CDK CLI says. */
  readonly outdir?: string;
  /** What `-c` would say. */
  readonly context?: Readonly<Record<string, string>>;
  /** By default what the CDK CLI says; without any the templates fit every account. */
  readonly env?: { readonly account: string; readonly region: string };
}

/** The same template whoever synthesizes it: paths of constructs always, paths of this machine never. */
const SAME_EVERYWHERE = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': false };

/** Builds the app from the checkout: the lake, and one stack for every contract of the registry. */
export function buildApp({ work, env, context = {}, ...props }: PlatformAppProps): App {
  const app = new App({
    analyticsReporting: false,
    postCliContext: SAME_EVERYWHERE,
    context: withCommitted(context),
    ...(props satisfies AppProps),
  });
  const { lake, graceSeconds, datasets, project } = readContext(app.node.getAllContext(), CHECKOUT);
  const chosen = loadRegistry(project).datasets.filter((id) => datasets === undefined || datasets.includes(id));
  const place = placeOf(env);
  const lakeStack = new LakeStack(app, { lake, retentions: reviewedRetention(project).datasets, ...place });
  if (chosen.length === 0) return tagged(app, lake);
  const shared = sharedSources(work);
  for (const id of chosen) {
    const contract = loadContract(contractPath(project, id));
    const stack = new DatasetStack(app, {
      lake,
      sources: datasetSources(contract, project, work),
      shared,
      graceSeconds,
      ...place,
    });
    stack.addStackDependency(lakeStack);
    Tags.of(stack).add('dataset', contract.dataset.id);
    Tags.of(stack).add('owner', contract.dataset.owner);
  }
  return tagged(app, lake);
}

function tagged(app: App, lake: string): App {
  Tags.of(app).add('lake', lake);
  return app;
}

function placeOf(env: PlatformAppProps['env']): Pick<PlatformAppProps, 'env'> {
  if (env !== undefined) return { env };
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return account === undefined || region === undefined ? {} : { env: { account, region } };
}
