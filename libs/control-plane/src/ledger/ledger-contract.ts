import { describe } from 'vitest';
import type { Ledger } from './ledger.ts';
import { fileContract } from './testing/file-contract.ts';
import { workContract } from './testing/work-contract.ts';

/** What every ledger promises, as tests: the one in memory and the one in DynamoDB pass the same. */
export function ledgerContract(name: string, open: () => Promise<Ledger>): void {
  describe(name, () => {
    fileContract(open);
    workContract(open);
  });
}
