// Generated from contracts/sales/contract.json: do not edit; run `npx sluice contract generate sales`.

/**
 * One row per sale of the shops.
 */
export interface SalesRow {
  /**
   * Number of the sale, all 64 bits.
   * 64-bit integer, as text: exact.
   */
  sale_id: string;
  /**
   * ISO 3166-1 alpha-2 code.
   */
  country: string;
  /**
   * When it was sold, in UTC.
   * UTC instant, yyyy-MM-ddTHH:mm:ss.ffffffZ.
   */
  sold_at: string;
  /**
   * Amount with tax.
   * Decimal with 2 decimals, as text: exact.
   * Unit: EUR.
   */
  amount: string;
  /**
   * Where it was sold.
   */
  channel: 'shop' | 'web' | null;
}
