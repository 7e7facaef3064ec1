import { datasetsOf } from './datasets.ts';
import { type PlatformProject, platformProject } from './deployment.ts';
import { packagesOf } from './packages.ts';
import { type DatasetProject, projectOf } from './project.ts';
import { contractSources, deployedSources, PLATFORM_ROOT } from './sources.ts';

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
  (files: readonly string[], _options: unknown, { workspaceRoot }: PluginContext): readonly ProjectsOfFile[] => {
    const packages = packagesOf(workspaceRoot);
    const command = contractSources(workspaceRoot, packages);
    const deployed = deployedSources(workspaceRoot, packages);
    return files.map((file) => {
      const datasets = datasetsOf(workspaceRoot).map(
        (dataset) => [dataset.root, projectOf(dataset, command, deployed)] as const,
      );
      return [file, { projects: { ...Object.fromEntries(datasets), [PLATFORM_ROOT]: platformProject(deployed) } }];
    });
  },
] as const;
