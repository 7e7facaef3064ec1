import { PRICES, type PriceList, type PriceName, unitPrice } from './price-list.ts';

/** How many of what the control plane used. What is left out was not used. */
export type Usage = Readonly<Partial<Record<Exclude<PriceName, 'glueDpuHour'>, number>>>;

/** One line of a bill. */
export interface BillLine {
  readonly name: PriceName;
  readonly quantity: number;
  readonly unit: string;
  readonly dollars: number;
}

/** A bill, line by line. */
export interface Bill {
  readonly lines: readonly BillLine[];
  readonly dollars: number;
}

/** What requests cost: quantity times unit price, without free tiers. */
export function costOfRequests(usage: Usage, prices: PriceList = PRICES): Bill {
  const lines = Object.entries(usage).map(([key, quantity]) => {
    if (!(quantity >= 0 && Number.isFinite(quantity))) throw new RangeError(`${key} cannot be used ${quantity} times`);
    const name = key as PriceName;
    return { name, quantity, unit: prices.prices[name].unit, dollars: quantity * unitPrice(prices, name) };
  });
  return { lines, dollars: lines.reduce((sum, line) => sum + line.dollars, 0) };
}
