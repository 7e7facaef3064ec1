import type { Contract } from '@sluice/contract';
import { type Plan, sha256 } from '@sluice/protocol';
import { planOf } from './plan.ts';
import { jsonText } from './text.ts';

/** The bytes of `plan.json`. */
export function planText(plan: Plan): string {
  return jsonText(plan);
}

/** The plan digest: SHA-256 of the bytes of `plan.json`. Changes when the job would do something else. */
export function planDigest(contract: Contract): string {
  return sha256(planText(planOf(contract)));
}

/**
 * The contract digest: SHA-256 of the document without its white space. Key order counts (it is column order), layout
 * does not.
 */
export function contractDigest(contract: Contract): string {
  return sha256(JSON.stringify(contract.document));
}
