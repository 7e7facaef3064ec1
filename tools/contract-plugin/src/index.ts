import { datasetsOf } from './datasets.ts';
import { DEPLOYED_PACKAGES, PLATFORM_ROOT, type PlatformProject, platformProject } from './deployment.ts';
import { generatorOf } from './generator.ts';
import { type DatasetProject, projectOf } from './project.ts';

/** The plugin's entry in nx.json. */
export interface ContractPluginOptions {
  /** The workspace package that makes the generated files; what it depends on is found from its package.json. */
  readonly generator?: string;
}

/** What Nx hands to a plugin, as far as this one looks at it. */
interface PluginContext {
  readonly workspaceRoot: string;
}

type ProjectsOfFile = readonly [
  file: string,
  result: { readonly projects: Readonly<Record<string, DatasetProject | PlatformProject>> },
];

/** The name under which Nx reports on the plugin. */
export const name = '@sluice/contract-plugin';

/**
 * One project per dataset, and the tasks of the platform that they stand on. The glob is anchored on the one file that
 * always exists: Nx selects every project when a file that matches a plugin's glob is deleted, and with `contracts/*` +
 * `/contract.json` here, removing one dataset would select all the others.
 */
export const createNodes = [
  'contracts/registry.json',
  (
    files: readonly string[],
    options: ContractPluginOptions | undefined,
    context: PluginContext,
  ): readonly ProjectsOfFile[] => {
    const generator = generatorOf(context.workspaceRoot, options?.generator ?? '@sluice/codegen');
    const platform = generatorOf(context.workspaceRoot, ...DEPLOYED_PACKAGES);
    return files.map((file) => {
      const datasets = datasetsOf(context.workspaceRoot).map(
        (dataset) => [dataset.root, projectOf(dataset, generator, platform)] as const,
      );
      return [file, { projects: { ...Object.fromEntries(datasets), [PLATFORM_ROOT]: platformProject(platform) } }];
    });
  },
] as const;
