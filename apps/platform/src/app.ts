import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contract, contractPath, loadContract, loadRegistry } from '@sluice/contract';
import { type DatasetSources, DatasetStack, LakeStack, type SharedSources } from '@sluice/lake-cdk';
import { App, type AppProps, Tags } from 'aws-cdk-lib';
import { bundleControl, bundleIntake } from './bundle.ts';
import { CHECKOUT } from './checkout.ts';
import { projectOf, readContext } from './context.ts';
import { packageJob, pinnedFile } from './job-package.ts';

/** Builds the app from the checkout: the lake, and one stack for every contract of the registry. */
export function buildApp(props: AppProps = {}): App {
  const app = new App({ analyticsReporting: false, ...props });
  const project = projectOf(app.node.getAllContext(), CHECKOUT);
  const { datasets: registered } = loadRegistry(project);
  const context = readContext(app.node.getAllContext(), registered);
  const contracts = registered.map((id) => loadContract(contractPath(project, id)));
  const { lake } = context;
  const env = environment();
  const lakeStack = new LakeStack(app, { lake, contracts, ...env });
  const shared = sharedSources();
  for (const contract of contracts) {
    if (context.datasets !== undefined && !context.datasets.includes(contract.dataset.id)) continue;
    const { graceSeconds } = context;
    const stack = new DatasetStack(app, { lake, sources: datasetSources(contract, project), shared, graceSeconds, ...env });
    stack.addStackDependency(lakeStack);
    Tags.of(stack).add('dataset', contract.dataset.id);
    Tags.of(stack).add('owner', contract.dataset.owner);
  }
  Tags.of(app).add('lake', lake);
  return app;
}

/** What one dataset's stack uploads: bundled now; the code is the checkout's, the generated files those of the project. */
export function datasetSources(contract: Contract, project: string = CHECKOUT): DatasetSources {
  const { id } = contract.dataset;
  const generated = join(project, 'contracts', id, 'generated');
  return {
    contract,
    intake: bundleIntake(id, generated),
    plan: pinnedFile(join(generated, 'plan.json')),
    tableInput: JSON.parse(readFileSync(join(generated, 'table.json'), 'utf8')) as Record<string, unknown>,
  };
}

/** What every dataset runs alike. */
export function sharedSources(): SharedSources {
  return { control: bundleControl(), ...packageJob() };
}

/** Set by the CDK CLI from the credentials; without any, the templates fit every account. */
function environment(): { readonly env?: { readonly account: string; readonly region: string } } {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return account === undefined || region === undefined ? {} : { env: { account, region } };
}
