/** Chance that can be replayed: the same seed, the same numbers (mulberry32). */
export interface Chance {
  /** A whole number below `count`. */
  below(count: number): number;
  /** True with this probability. */
  is(probability: number): boolean;
}

/** @param seed any whole number */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (count) => Math.floor(next() * count), is: (probability) => next() < probability };
}
