// Generated from contracts/baggage/contract.json: do not edit; run `npx sluice contract generate baggage`.

/**
 * One row per bag that was scanned at a belt; the belts were replaced, and nothing is read any more.
 */
export interface BaggageRow {
  /**
   * Ten digits of the tag.
   */
  bag_tag: string;
  /**
   * When the belt read the tag, in UTC.
   * UTC instant, yyyy-MM-ddTHH:mm:ss.ffffffZ.
   */
  scanned_at: string;
  /**
   * The baggage hall.
   */
  hall: 'north' | 'south';
  /**
   * Number of the belt.
   */
  belt: number;
  /**
   * Weight; null when the scale was off.
   * Decimal with 1 decimals, as text: exact.
   * Unit: kg.
   */
  weight_kg: string | null;
}
