import { datasetNames } from '@sluice/protocol';

/** A dataset whose stack is there, and which no contract registers any more. */
export interface Orphan {
  readonly dataset: string;
  readonly stack: string;
}

/** DESIGN's one id; `deployed-digest`, the lake's own, is none. */
const ID = /^[a-z][a-z0-9_]{1,39}$/;

/** The datasets of a lake whose deployed digest is among these parameters: each stack holds its own. Sorted. */
export function deployedAmong(parameters: readonly string[], lake: string): readonly string[] {
  return parameters
    .flatMap((name) => {
      const id = name.split('/')[2] ?? '';
      return ID.test(id) && name === datasetNames(id, lake).digestParameter ? [id] : [];
    })
    .sort();
}

/** What is deployed and not registered. A deployment of the rest never touches it, so somebody has to be told. */
export function orphansOf(deployed: readonly string[], registered: readonly string[], lake: string): readonly Orphan[] {
  const known = new Set(registered);
  return deployed
    .filter((dataset) => !known.has(dataset))
    .map((dataset) => ({ dataset, stack: datasetNames(dataset, lake).stack }));
}

/** What is wrong with an orphan, and where it is written what to do. */
export function orphanText({ dataset, stack }: Orphan): string {
  return `${dataset} is deployed (${stack}) and no contract registers it: docs/runbook.md#orphan`;
}
