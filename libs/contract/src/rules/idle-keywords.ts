import type { Rule } from '../rule.ts';

/** A limit that another choice of the same contract switches off is a mistake, not a detail. */
export const idleKeywords: Rule = {
  code: 'SLC2117',
  name: 'idle-keywords',
  severity: 'error',
  title: 'A limit that does nothing',
  fault: 'user',
  why: 'Whoever wrote the limit counts on it, but another choice of this contract decides before it is ever looked at.',
  fix: 'remove one of the two',
  *check({ document, dataset: { source, drift } }) {
    const written = document['x-dataset'];
    if (written.source.maxInflatedBytes !== undefined && source.compression === 'none')
      yield {
        pointer: '/x-dataset/source/maxInflatedBytes',
        part: 'key',
        message: 'maxInflatedBytes does nothing: compression is "none", so nothing is inflated',
        fix: 'remove it; maxBytes limits the file',
      };
    if (drift.max_bad_ratio !== null && drift.bad_value === 'reject_file')
      yield {
        pointer: '/x-dataset/drift/maxBadRatio',
        part: 'key',
        message: 'maxBadRatio does nothing: with badValue "reject_file" the first bad row refuses the file',
      };
  },
};
