import type { Dataset } from './datasets.ts';
import { deploymentTargets } from './deployment.ts';
import { COMMAND, type Input } from './sources.ts';
import type { Target } from './target.ts';

/** A dataset as Nx sees it. */
export interface DatasetProject {
  readonly name: string;
  readonly projectType: 'application';
  readonly tags: readonly string[];
  readonly targets: Readonly<Record<string, Target>>;
}

/**
 * The project of a dataset. Inputs are narrow on purpose, so that a README selects nothing, and complete, so that a
 * cached result can be believed: the contract, the schemas that contracts are written against, and the code of the
 * command. Neither registry nor summary of retentions: they would tie all datasets together, and `npm test --
 * generated` always checks them whole.
 *
 * @param command what `check` and `generate` run
 * @param deployed what every dataset runs in the account
 */
export function projectOf(dataset: Dataset, command: readonly Input[], deployed: readonly Input[]): DatasetProject {
  const generates: readonly Input[] = [
    '{projectRoot}/contract.json',
    '{workspaceRoot}/contracts/*.schema.json',
    ...command,
  ];
  const contract = (verb: string) => `node ${COMMAND} contract ${verb} ${dataset.id}`;
  return {
    name: dataset.id,
    projectType: 'application',
    tags: ['type:contract', ...(dataset.owner === undefined ? [] : [`owner:${dataset.owner}`])],
    targets: {
      generate: {
        command: contract('generate'),
        cache: true,
        inputs: generates,
        outputs: ['{projectRoot}/generated'],
        metadata: { description: 'Writes the generated files of the contract.' },
      },
      check: {
        command: contract('check'),
        cache: true,
        inputs: [...generates, '{projectRoot}/generated/**/*'],
        outputs: [],
        metadata: { description: 'Fails if the contract is unsound or a generated file is not what it makes.' },
      },
      ...deploymentTargets(dataset, deployed),
    },
  };
}
