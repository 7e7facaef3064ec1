// Generated from contracts/baggage/contract.json: do not edit; run `npx sluice contract generate baggage`.
import type { BaggageRow } from './row.ts';

/** One rule that a row breaks. */
export interface RowError {
  readonly keyword: string;
  /** JSON pointer of the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** Whether a row is what the contract allows; the errors of the last call are in `errors`. */
export interface RowValidator {
  (row: unknown): row is BaggageRow;
  errors?: readonly RowError[] | null;
}

export declare const validate: RowValidator;
