import type { Chance } from './random.ts';

/** A process was ended from outside, between two of its requests. */
class Crash extends Error {
  override readonly name = 'Crash';
}

/** When a process dies: at its n-th moment, a moment being just before or just after a request. Undefined: never. */
export type Death = number | undefined;

/** One actor of a simulation: a Lambda's invocation or a run. Every request of it is one step of the schedule. */
export interface Actor {
  readonly name: string;
  /** Moments until now. */
  readonly moments: number;
  readonly isDead: boolean;
  /** Makes one request, when it is this actor's turn. What it throws is the answer. */
  step<Answer>(operation: string, act: () => Promise<Answer> | Answer): Promise<Answer>;
}

interface Parked {
  readonly actor: string;
  readonly go: () => void;
}

/**
 * Runs actors step by step, one request at a time, in an order that chance decides: every interleaving of requests that
 * a network could produce is possible, and a seed replays exactly.
 */
export class Schedule {
  readonly #chance: Chance;
  readonly #parked: Parked[] = [];
  #going = 0;
  /** What happened, for a failing seed. */
  readonly trace: string[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Begins an actor. Its body's crash is its end; any other error is the caller's. */
  begin(
    name: string,
    death: Death,
    body: (actor: Actor) => Promise<void>,
    onEnd: (crashed: boolean) => void = () => {},
  ): Promise<void> {
    const schedule = this;
    let moments = 0;
    let isDead = false;
    const moment = (what: string) => {
      moments += 1;
      if (isDead || moments === death) {
        isDead = true;
        schedule.trace.push(`${name} dies ${what}`);
        throw new Crash(`${name} ${what}`);
      }
    };
    const actor: Actor = {
      name,
      get moments() {
        return moments;
      },
      get isDead() {
        return isDead;
      },
      async step(operation, act) {
        await schedule.#turn(name);
        moment(`before ${operation}`);
        schedule.trace.push(`${name}: ${operation}`);
        const answer = await act();
        moment(`after ${operation}`);
        return answer;
      },
    };
    this.#going += 1;
    return body(actor)
      .then(
        () => onEnd(false),
        (error: unknown) => {
          // A dead process tells nobody anything, whatever its code made of the crash.
          if (!isDead) throw error;
          onEnd(true);
        },
      )
      .finally(() => {
        this.#going -= 1;
      });
  }

  /** Gives turns until every actor has ended, or so many: the others sleep until the next call. */
  async run(turns = Number.POSITIVE_INFINITY): Promise<void> {
    await settled();
    for (let turn = 0; turn < turns && this.#going > 0; turn += 1) {
      const [next] = this.#parked.splice(this.#chance.below(this.#parked.length), 1);
      if (next === undefined) throw new Error('every actor waits for something that never comes');
      next.go();
      await settled();
    }
  }

  #turn(actor: string): Promise<void> {
    return new Promise((resolve) => {
      this.#parked.push({ actor, go: resolve });
    });
  }
}

/** Until every actor waits for its turn or has ended: memory answers within microtasks. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
