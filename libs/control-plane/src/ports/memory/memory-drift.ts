import type { Ledger } from '../../ledger/ledger.ts';
import type { DriftRecord } from '../../model.ts';
import { type MemoryCalls, order } from './memory-calls.ts';

/** What a ledger in memory knows of headers that drifted. */
export function memoryDrift({ read, write }: MemoryCalls): Pick<Ledger, 'observeDrift' | 'driftOf'> {
  const drift = new Map<string, DriftRecord>();
  return {
    observeDrift: (observation, at) =>
      write('observeDrift', () => {
        const id = `${observation.datasetId}#${observation.fingerprint}`;
        const before = drift.get(id);
        // The same file again, after a crash: it was counted.
        if (before?.exampleKey === observation.exampleKey) return;
        drift.set(id, {
          ...observation,
          firstSeen: before?.firstSeen ?? at,
          lastSeen: at,
          count: (before?.count ?? 0) + 1,
        });
      }),
    driftOf: async (datasetId) => {
      await read('driftOf');
      return [...drift.values()]
        .filter((of) => of.datasetId === datasetId)
        .sort((a, b) => order(a.fingerprint, b.fingerprint));
    },
  };
}
