import templates from './keys.json' with { type: 'json' };

/**
 * Keys in the buckets of a lake, written once: `keys.json` is what this module and `sluice_glue/protocol/keys.py` fill
 * in. The dataset stands first in every key of the control bucket, so that a role can reach its own alone; only the
 * code is everybody's.
 */
function key(name: keyof typeof templates, values: Readonly<Record<string, string | number>>): string {
  return templates[name].replace(/\{(\w+)\}/g, (_, field: string) => String(values[field]));
}

/** Where a dataset's files are dropped, in the raw bucket. */
export const incomingPrefix = (dataset: string): string => key('incoming', { dataset });
/** The dataset under whose prefix a key of the raw bucket lies, deployed or not; undefined for any other key. */
export function datasetOfIncoming(objectKey: string): string | undefined {
  const [before = ''] = templates.incoming.split('{');
  return objectKey.startsWith(before) ? objectKey.slice(before.length).split('/', 1)[0] : undefined;
}
/** All batches of a dataset. */
export const batchesPrefix = (dataset: string): string => key('batches', { dataset });
export const manifestKey = (dataset: string, batch: string): string => key('manifest', { dataset, batch });
export const batchHeadKey = (dataset: string, batch: string): string => key('head', { dataset, batch });
export const intentKey = (dataset: string, batch: string, attempt: number): string =>
  key('intent', { dataset, batch, attempt });
export const reportKey = (dataset: string, batch: string, attempt: number): string =>
  key('report', { dataset, batch, attempt });
/** Working copies of a batch's members. */
export const inputsPrefix = (dataset: string, batch: string): string => key('inputs', { dataset, batch });
/** What an attempt has written and not yet published. */
export const stagingPrefix = (dataset: string, batch: string, attempt: number): string =>
  key('staging', { dataset, batch, attempt });
export const planKey = (dataset: string, digest: string): string => key('plan', { dataset, digest });
export const scriptKey = (digest: string): string => key('script', { digest });
export const packageKey = (digest: string): string => key('package', { digest });

/** Results of queries, in the control bucket: what Athena writes is read once, and can be had again. */
export const QUERY_RESULTS = 'athena/';

/** Whether a dataset of this id would lie where all datasets have something: code, or results of queries. */
export function isSharedPlace(dataset: string): boolean {
  return [QUERY_RESULTS, scriptKey('')].some((place) => place.startsWith(`${dataset}/`));
}

/** S3's limit on the length of a key: bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024;
