import { expect, test } from 'vitest';
import { contractCounts } from './generated.ts';

const finding = (file: string, severity = 'error') => ({ severity, file });
const documentOf = (contracts: number, findings: readonly object[]) =>
  JSON.stringify({ ok: findings.length === 0, contracts, findings });

test('every sound contract is a check that passed', () => {
  expect(contractCounts(documentOf(2, []), 0)).toEqual({ passed: 2, failed: 0, skipped: 0 });
});

test('a contract with several findings fails once, and warnings do not fail it', () => {
  const findings = [
    finding('/x/contracts/sales/contract.json'),
    finding('/x/contracts/sales/generated/plan.json'),
    finding('/x/contracts/flights/contract.json', 'warning'),
  ];

  expect(contractCounts(documentOf(2, findings), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a command that fails without findings has failed', () => {
  expect(contractCounts('Error: no such file', 4)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
