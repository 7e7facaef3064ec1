import list from './prices.json' with { type: 'json' };

/** What can be bought, as the price list names it. */
export type PriceName =
  | 'glueDpuHour'
  | 'lambdaRequest'
  | 'lambdaGbSecondX86'
  | 'lambdaGbSecondArm'
  | 'sqsRequest'
  | 'eventBridgeEvent'
  | 'dynamoDbWrite'
  | 'dynamoDbRead'
  | 's3Put'
  | 's3Get';

/** So much money for so many of something. */
export interface Price {
  readonly amount: number;
  readonly per: number;
  readonly unit: string;
  /** The page that says so. */
  readonly source: string;
}

/** Prices of one region on one day. A model is only as good as this list, so it carries where and when it was read. */
export interface PriceList {
  readonly region: string;
  readonly currency: string;
  /** `yyyy-MM-dd`, when the pages were read. */
  readonly date: string;
  readonly prices: Readonly<Record<PriceName, Price>>;
  /** A run is billed for at least so long. */
  readonly glueMinimumSeconds: { readonly amount: number; readonly source: string };
}

/** The list that is kept in this library. Free tiers, taxes and discounts are not in it. */
export const PRICES: PriceList = list;

/** What one unit costs. */
export function unitPrice(prices: PriceList, name: PriceName): number {
  const { amount, per } = prices.prices[name];
  return amount / per;
}
