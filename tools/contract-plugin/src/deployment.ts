import type { Dataset } from './datasets.ts';
import type { Generator } from './generator.ts';
import { type Input, sourcesOf, type Target } from './project.ts';

/** The platform as Nx sees it: its package, with the tasks of the lake's own stack. */
export interface PlatformProject {
  readonly name: string;
  readonly targets: Readonly<Record<string, Target>>;
}

/** Where the stacks are built. */
export const PLATFORM_ROOT = 'apps/platform';
const PLATFORM = 'platform';
/**
 * What runs in the account: the constructs, and the functions that are bundled. No package names them all: nothing
 * depends on an app.
 */
export const DEPLOYED_PACKAGES = ['@sluice/platform', '@sluice/functions'] as const;
/** The job is Python; its tests and benchmarks lie beside the package, not in it. */
const JOB = '{workspaceRoot}/glue/sluice_glue/**/*.{py,json}';

/** Everything that every dataset runs: a change of it deploys them all. */
function code(platform: Generator): readonly Input[] {
  return [...platform.roots.flatMap(sourcesOf), JOB, { externalDependencies: platform.externals }];
}

/**
 * Synthesis, deployment and smoke queries of one dataset. Its own contract and generated files select it alone. The
 * lake goes first, also when nothing of it has changed: it is then a matter of one digest.
 */
export function deploymentTargets({ id, isRetired }: Dataset, platform: Generator): Readonly<Record<string, Target>> {
  const inputs: readonly Input[] = ['{projectRoot}/contract.json', '{projectRoot}/generated/**/*', ...code(platform)];
  const smoke = (lake: 'local' | 'aws', where: string): Target => ({
    command: `node apps/cli/src/main.ts smoke ${id} --${lake}`,
    cache: false,
    inputs,
    outputs: [],
    metadata: { description: `Runs the contract's queries ${where}, and checks how much they read.` },
  });
  const asked = {
    smoke: smoke('local', 'against the lake of this machine'),
    'smoke-aws': smoke('aws', 'against what is deployed in the account'),
  };
  return { ...stackTargets(id, inputs, [{ projects: [PLATFORM], target: 'deploy' }]), ...(isRetired ? {} : asked) };
}

/**
 * The lake's stack. Its buckets' lifecycle is made from the retention of all contracts, so each of them is an input.
 */
export function platformProject(platform: Generator): PlatformProject {
  const contracts = ['{workspaceRoot}/contracts/*/contract.json', '{workspaceRoot}/contracts/registry.json'];
  return { name: PLATFORM, targets: stackTargets('lake', [...contracts, ...code(platform)], []) };
}

function stackTargets(
  stack: string,
  inputs: readonly Input[],
  dependsOn: NonNullable<Target['dependsOn']>,
): Readonly<Record<string, Target>> {
  return {
    synth: {
      command: `node apps/platform/src/synth.ts ${stack}`,
      cache: true,
      inputs,
      outputs: [`{workspaceRoot}/.cache/synth/${stack}`],
      metadata: { description: 'Writes the CloudFormation template and what it uploads.' },
    },
    deploy: {
      command: `node apps/platform/src/deploy.ts ${stack}`,
      cache: false,
      inputs,
      outputs: [],
      dependsOn,
      metadata: { description: 'Deploys the stack; nothing when the account has the same already.' },
    },
  };
}
