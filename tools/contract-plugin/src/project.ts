import type { Dataset } from './datasets.ts';
import { deploymentTargets } from './deployment.ts';
import type { Generator } from './generator.ts';

/** A pattern of files, or packages of npm. */
export type Input = string | { readonly externalDependencies: readonly string[] };

/** One task of a dataset. */
export interface Target {
  readonly command: string;
  readonly cache: boolean;
  readonly inputs: readonly Input[];
  readonly outputs: readonly string[];
  readonly dependsOn?: readonly { readonly projects: readonly string[]; readonly target: string }[];
  readonly metadata: { readonly description: string };
}

/** A dataset as Nx sees it. */
export interface DatasetProject {
  readonly name: string;
  readonly projectType: 'application';
  readonly tags: readonly string[];
  readonly targets: Readonly<Record<string, Target>>;
}

/** The command that the tasks run: which files it compares, and what it lets pass. */
export const COMMAND_SOURCES = ['apps/cli/src/main.ts', 'apps/cli/src/commands/contract-checks.ts'] as const;

/** What of a package decides what it generates: tests and prose do not. */
export function sourcesOf(root: string): readonly string[] {
  const all = `{workspaceRoot}/${root}/**/*`;
  return [all, ...NO_SOURCES.map((ending) => `!${all}${ending}`)];
}

const NO_SOURCES = ['.test.ts', '.e2e.ts', '.fixture.ts', '.md'] as const;

/**
 * The project of a dataset. Inputs are narrow on purpose, so that a README selects nothing, and complete, so that a
 * cached result can be believed: the contract, the schemas that contracts are written against, the sources of the
 * generator, and the command. Not the registry: it would tie all datasets together, and `npm test -- generated` always
 * checks it whole.
 */
export function projectOf(dataset: Dataset, generator: Generator, platform: Generator): DatasetProject {
  const contract = ['{projectRoot}/contract.json', '{workspaceRoot}/contracts/*.schema.json'];
  const generates: readonly Input[] = [
    ...contract,
    ...generator.roots.flatMap(sourcesOf),
    ...COMMAND_SOURCES.map((file) => `{workspaceRoot}/${file}`),
    { externalDependencies: generator.externals },
  ];
  const command = (verb: string) => `node apps/cli/src/main.ts contract ${verb} ${dataset.id}`;
  return {
    name: dataset.id,
    projectType: 'application',
    tags: ['type:contract', ...(dataset.owner === undefined ? [] : [`owner:${dataset.owner}`])],
    targets: {
      generate: {
        command: command('generate'),
        cache: true,
        inputs: generates,
        outputs: ['{projectRoot}/generated'],
        metadata: { description: 'Writes the generated files of the contract.' },
      },
      check: {
        command: command('check'),
        cache: true,
        inputs: [...generates, '{projectRoot}/generated/**/*'],
        outputs: [],
        metadata: { description: 'Fails if the contract is unsound or a generated file is not what it makes.' },
      },
      ...deploymentTargets(dataset, platform),
    },
  };
}
