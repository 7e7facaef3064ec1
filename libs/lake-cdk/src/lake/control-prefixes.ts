import { batchesPrefix, inputsPrefix, isSharedPlace, planKey, scriptKey, stagingPrefix } from '@sluice/protocol';
import { PlatformError } from '../errors.ts';

/** Where things lie in the control bucket: what is a dataset's own, and the code that all of them share. */
export interface ControlPrefixes {
  /** Manifests, batch heads, intents and reports. */
  readonly batches: string;
  readonly plans: string;
  /** Working copies of the files of a batch. */
  readonly inputs: string;
  readonly staging: string;
  readonly code: string;
}

/** Stands for a batch or a digest: what comes before it is the prefix. */
const ANY = '*';
/** The prefixes of one dataset, cut from the keys that everybody writes by. @throws PlatformError SLC9511 */
export function controlPrefixes(dataset: string): ControlPrefixes {
  if (isSharedPlace(dataset))
    throw new PlatformError('SLC9511', `no dataset can be called "${dataset}": it is a place that all datasets share`, {
      dataset,
    });
  const above = (key: string) => key.slice(0, key.indexOf(ANY));
  return {
    batches: batchesPrefix(dataset),
    plans: above(planKey(dataset, ANY)),
    inputs: above(inputsPrefix(dataset, ANY)),
    staging: above(stagingPrefix(dataset, ANY, 1)),
    code: above(scriptKey(ANY)),
  };
}
