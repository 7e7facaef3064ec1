import type { Input } from './sources.ts';

/** One task of a project, as Nx runs it. */
export interface Target {
  readonly command: string;
  readonly cache: boolean;
  readonly inputs: readonly Input[];
  readonly outputs: readonly string[];
  readonly dependsOn?: readonly { readonly projects: readonly string[]; readonly target: string }[];
  readonly metadata: { readonly description: string };
}
