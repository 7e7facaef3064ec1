import { type Spread, spreadOf } from './statistics.ts';

/** What a piece of work cost: seconds on the wall, and of the processor in this process. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** Milliseconds per unit over the rounds. */
export interface CostSpread {
  readonly wallMs: Spread;
  readonly cpuMs: Spread;
}

/** Does the work and says what it cost this process. */
export async function costOf(work: () => Promise<void>): Promise<Cost> {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  await work();
  const wall = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: (user + system) / 1e6 };
}

/** The spread of milliseconds per unit; `units` are what one round worked through. */
export function costSpread(rounds: readonly Cost[], units: number): CostSpread {
  const ms = (figure: keyof Cost): Spread => spreadOf(rounds.map((round) => (round[figure] * 1000) / units));
  return { wallMs: ms('wall'), cpuMs: ms('cpu') };
}

/** Figures of several rounds, by what was measured. */
export class Figures<Key, Figure> {
  readonly #byKey = new Map<Key, Figure[]>();

  add(key: Key, figure: Figure): void {
    this.#byKey.set(key, [...this.of(key), figure]);
  }

  /** In the order in which they were first measured. */
  keys(): Key[] {
    return [...this.#byKey.keys()];
  }

  of(key: Key): readonly Figure[] {
    return this.#byKey.get(key) ?? [];
  }
}
