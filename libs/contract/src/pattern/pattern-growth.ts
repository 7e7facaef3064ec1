/** A pattern as an automaton, as far as the growth of its work depends on it. */
export interface Moves {
  /** By state: the states that may read the next character. */
  readonly follow: readonly ReadonlySet<number>[];
  /** Whether two states can read the same character. */
  readonly overlaps: (a: number, b: number) => boolean;
}

/** Steps after which a pattern counts as too complicated to be judged: a second on a slow machine. */
const BUDGET = 300_000;

/**
 * Whether matching can take cubic time or worse in the length of the text: two choices of where one repetition ends and
 * the next begins, one after the other. One such choice is quadratic, which cells bear. A pattern beyond the budget
 * counts as cubic.
 *
 * A choice between the states p and q is a text v with p -v-> p, p -v-> q and q -v-> q (Weber and Seidl, "On the degree
 * of ambiguity of finite automata", 1991): how often v can be split between them grows with the text.
 */
export function isCubic(moves: Moves): boolean {
  const reach = moves.follow.map((_, state) => reachableFrom(moves, state));
  const looping = reach.flatMap((states, state) => (states.has(state) ? [state] : []));
  const budget = { left: BUDGET };
  const choices: (readonly [number, number])[] = [];
  for (const p of looping) {
    for (const q of looping) {
      if (p === q || reach[p]?.has(q) !== true || reach[q]?.has(p) === true) continue;
      if (isChoice(moves, reach, p, q, budget)) choices.push([p, q]);
      if (budget.left <= 0) return true;
    }
  }
  return choices.some(([, q]) => choices.some(([p]) => p === q || reach[q]?.has(p) === true));
}

function reachableFrom({ follow }: Moves, from: number): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...(follow[from] ?? [])];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (seen.has(state)) continue;
    seen.add(state);
    open.push(...(follow[state] ?? []));
  }
  return seen;
}

// Three copies read the same text: the first stays with p, the third with q, the second goes from one to the other.
function isChoice(
  moves: Moves,
  reach: readonly ReadonlySet<number>[],
  p: number,
  q: number,
  budget: { left: number },
): boolean {
  const { follow, overlaps } = moves;
  const size = follow.length;
  const seen = new Set<number>();
  const open: (readonly [number, number, number])[] = [[p, p, q]];
  for (let state = open.pop(); state !== undefined && budget.left > 0; state = open.pop()) {
    for (const a of follow[state[0]] ?? []) {
      if (a !== p && reach[a]?.has(p) !== true) continue;
      for (const c of follow[state[2]] ?? []) {
        if (!overlaps(a, c) || (c !== q && reach[c]?.has(q) !== true)) continue;
        for (const b of follow[state[1]] ?? []) {
          budget.left -= 1;
          if (!overlaps(a, b) || !overlaps(b, c)) continue;
          if (a === p && b === q && c === q) return true;
          const key = (a * size + b) * size + c;
          if (seen.has(key)) continue;
          seen.add(key);
          open.push([a, b, c]);
        }
      }
    }
  }
  return false;
}
