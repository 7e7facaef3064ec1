import { lintContract } from './lint.ts';
import { readContract } from './load.ts';
import type { Contract } from './model.ts';
import type { Rule } from './rule.ts';

/** A contract document that tests may change: plain data, made anew by every call. */
// biome-ignore lint/suspicious/noExplicitAny: tests break documents in ways that no type allows
export type DocumentDraft = any;

/** Where the contract of tests would lie. */
export const FIXTURE_FILE = '/repository/contracts/orders/contract.json';

/** A good contract with one column of most kinds. */
export function draft(): DocumentDraft {
  return {
    $schema: '../contract.schema.json',
    title: 'Orders',
    description: 'One row per order.',
    'x-dataset': {
      id: 'orders',
      version: '1.2.0',
      owner: 'shop',
      source: { kind: 's3' },
      key: ['order_id'],
      partition: [{ name: 'day', from: 'placed_at', transform: 'date' }],
      sort: [{ column: 'country' }],
      queries: [{ name: 'one_day', sql: "SELECT count(*) FROM orders WHERE day = '2026-01-15'" }],
    },
    type: 'object',
    additionalProperties: false,
    required: ['order_id', 'placed_at', 'country', 'amount', 'items', 'note'],
    properties: {
      order_id: { type: 'string', format: 'int64', 'x-column': { type: 'bigint' } },
      placed_at: { type: 'string', format: 'date-time', 'x-column': { type: 'timestamp' } },
      country: { type: 'string', pattern: '^[A-Z]{2}$', 'x-column': { type: 'string' } },
      amount: { type: 'string', format: 'decimal', 'x-column': { type: 'decimal(10,2)' } },
      items: { type: 'integer', minimum: 1, 'x-column': { type: 'int' } },
      note: { type: ['string', 'null'], 'x-column': { type: 'string' } },
    },
  };
}

/** The text of a draft after a change, as an editor would save it. */
export function draftText(change: (document: DocumentDraft) => void = () => {}): string {
  const document = draft();
  change(document);
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The contract of a draft after a change; throws when the meta-schema refuses it. */
export function draftContract(change?: (document: DocumentDraft) => void): Contract {
  const { contract, findings } = readContract(FIXTURE_FILE, draftText(change));
  if (contract === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  return contract;
}

/**
 * What one rule finds in a draft after a change: `<code> <text of the line that it points at> | severity: message ->
 * fix`.
 */
export function found(rule: Rule, change?: (document: DocumentDraft) => void): readonly string[] {
  const text = draftText(change);
  const lines = text.split('\n');
  return lintContract(draftContract(change), [rule]).map(({ code, severity, message, fix, line, column }) => {
    const pointed = (lines[line - 1] ?? '').slice(column - 1).replace(/,$/, '');
    return `${code} at ${pointed} | ${severity}: ${message} -> ${fix}`;
  });
}
