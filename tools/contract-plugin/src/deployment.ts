import type { Dataset } from './datasets.ts';
import { COMMAND, type Input } from './sources.ts';
import type { Target } from './target.ts';

/** The platform as Nx sees it: its package, with the tasks of the lake's own stack. */
export interface PlatformProject {
  readonly name: string;
  readonly targets: Readonly<Record<string, Target>>;
}

const PLATFORM = 'platform';
/** What the lake's own stack knows of all contracts. */
const RETENTION = '{workspaceRoot}/contracts/retention.json';

/**
 * Synthesis, deployment and smoke queries of one dataset. Its own contract and generated files select it alone. The
 * lake goes first, also when nothing of it has changed: it is then a matter of one digest.
 */
export function deploymentTargets(
  { id, isRetired }: Dataset,
  deployed: readonly Input[],
): Readonly<Record<string, Target>> {
  const inputs: readonly Input[] = ['{projectRoot}/contract.json', '{projectRoot}/generated/**/*', ...deployed];
  const smoke = (lake: 'local' | 'aws', where: string): Target => ({
    command: `node ${COMMAND} smoke ${id} --${lake}`,
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
 * The lake's stack. The lifecycle of its buckets is made from the summary of all retentions: a contract that changes in
 * anything else is no change of the lake.
 */
export function platformProject(deployed: readonly Input[]): PlatformProject {
  return { name: PLATFORM, targets: stackTargets('lake', [RETENTION, ...deployed], []) };
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
