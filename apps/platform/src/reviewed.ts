import { readFileSync } from 'node:fs';
import { generate } from '@sluice/codegen';
import { contractPath, loadContract } from '@sluice/contract';
import { PlatformError } from '@sluice/lake-cdk/errors';

/** What a stack is made from, of all that is generated. */
const DEPLOYED = ['plan.json', 'table.json', 'validate.js'];

/**
 * Makes sure that every generated file that a deployment uploads is what the contract generates. The validator is code,
 * and runs with intake's role; nobody reads a diff of it.
 *
 * @throws PlatformError SLC9502
 */
export async function checkReviewed(dataset: string, project: string): Promise<void> {
  const files = await generate(loadContract(contractPath(project, dataset)));
  for (const { name, path, text } of files.filter((file) => DEPLOYED.includes(file.name))) {
    if (textOf(path) !== text)
      throw new PlatformError('SLC9502', `${dataset}: ${name} is not what its contract generates`, {
        dataset,
        file: path,
      });
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
