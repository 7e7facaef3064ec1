import type { Contract } from '@sluice/contract';
import { incomingKey, type Planted } from './planted.ts';

/** A dataset that was retired: its queue and its intake still tell producers so. */
export const BAGGAGE = 'baggage';

/** One file of a producer who has not heard of it. */
export function plantBaggage({ dataset }: Contract): Planted {
  const key = incomingKey(BAGGAGE, `baggage-2013-07-04${dataset.source.suffix}`);
  return {
    dataset: BAGGAGE,
    files: [
      {
        key,
        body: { bytes: Buffer.from('tag,flight\n0016000001,1545\n') },
        expect: { state: 'IGNORED', reason: 'contract-retired' },
        what: 'a file of a retired dataset',
      },
    ],
    rows: 0,
    rejected: {},
    rescued: 0,
    brokenRow: null,
    mishaps: [],
  };
}
