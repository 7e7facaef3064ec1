import type { Spread } from './statistics.ts';

/** `12.3 (11.9-14.0)`: the median, and between what it lies. */
export function range({ min, median, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}

/** The median alone. */
export function middle({ median }: Spread, digits: number): string {
  return median.toFixed(digits);
}

/** Median, minimum and maximum as cells of their own. */
export function columns({ min, median, max }: Spread, digits: number): string[] {
  return [median, min, max].map((figure) => figure.toFixed(digits));
}

/** A whole number with separators. */
export function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en');
}
