import { findLocalLake } from '../local/record.ts';
import type { TargetPlace } from './clients.ts';

/** The local lake of this home; undefined when none is up. */
export function localPlace(home: string): TargetPlace | undefined {
  const found = findLocalLake(home);
  if (found === undefined) return undefined;
  return { kind: 'local', endpoint: found.endpoint, account: found.account, region: found.region, lake: 'sluice' };
}
