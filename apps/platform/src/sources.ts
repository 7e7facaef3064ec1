import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planOf, planText } from '@sluice/codegen';
import type { Contract } from '@sluice/contract';
import type { DatasetSources, SharedSources } from '@sluice/lake-cdk';
import { PlatformError } from '@sluice/lake-cdk/errors';
import { bundleControl, bundleIntake } from './bundle.ts';
import { packageJob, pinnedFile } from './job-package.ts';

/**
 * What one dataset's stack uploads: bundled now; the code is the checkout's, the generated files those of the project.
 */
export function datasetSources(contract: Contract, project: string, work: string): DatasetSources {
  const { id } = contract.dataset;
  const generated = join(project, 'contracts', id, 'generated');
  const plan = join(generated, 'plan.json');
  // What was reviewed is what is deployed: a contract and a plan that do not belong together are neither.
  if (textOf(plan, id) !== planText(planOf(contract))) throw stale(id, plan);
  return {
    contract,
    intake: bundleIntake(id, generated, folderOf(work, `intake-${id}`)),
    plan: pinnedFile(plan),
    tableInput: JSON.parse(textOf(join(generated, 'table.json'), id)) as Record<string, unknown>,
  };
}

/** What every dataset runs alike. */
export function sharedSources(work: string): SharedSources {
  return { control: bundleControl(folderOf(work, 'control')), ...packageJob(folderOf(work, 'job')) };
}

function textOf(path: string, dataset: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PlatformError('SLC9502', `${dataset} has no ${path}`, { dataset, cause });
  }
}

function stale(dataset: string, file: string): PlatformError {
  return new PlatformError('SLC9502', `${dataset}: its plan is not what its contract generates`, { dataset, file });
}

function folderOf(work: string, name: string): string {
  const folder = join(work, name);
  mkdirSync(folder);
  return folder;
}
