import { type AST, visitRegExpAST } from '@eslint-community/regexpp';
import { isCubic } from './pattern-growth.ts';

// Java matches a repeated group by recursion: a hundred rounds are safe on any stack, a cell of megabytes is not.
const MAX_GROUP_ROUNDS = 100;
// Beyond this the check itself would be slow; no pattern of a column needs as much.
const MAX_POSITIONS = 200;
const MAX_RUN = 5;
// A repetition of at most so many rounds multiplies the work by a constant.
const SMALL_BOUND = 16;

/**
 * Why the repetitions of a pattern are dangerous; `undefined` when every text is matched in polynomial time and bounded
 * stack.
 */
export function repetitionProblem(pattern: AST.Pattern): string | undefined {
  let problem: string | undefined;
  visitRegExpAST(pattern, {
    onQuantifierEnter(node) {
      const single =
        node.element.type === 'Character' ||
        node.element.type === 'CharacterClass' ||
        node.element.type === 'CharacterSet';
      if (!single && node.max > MAX_GROUP_ROUNDS) {
        problem ??=
          `a group may be repeated at most ${MAX_GROUP_ROUNDS} times ("${node.raw}"): ` +
          `Java repeats groups on its stack; write {${node.min},${MAX_GROUP_ROUNDS}}`;
      }
      if (single && node.max !== Number.POSITIVE_INFINITY && node.max > 65_535)
        problem ??= `a bound of ${node.max} is too large`;
    },
  });
  problem ??= longRun(pattern);
  if (problem !== undefined) return problem;
  const automaton = new Glushkov();
  const whole = automaton.sequence(pattern.alternatives);
  if (automaton.atoms.length > MAX_POSITIONS) return `it has more than ${MAX_POSITIONS} parts`;
  if (automaton.emptyLoop !== undefined) {
    return (
      `"${automaton.emptyLoop}" repeats what may be empty: every round can be taken or skipped, which ` +
      'doubles the work'
    );
  }
  const overlaps = overlapsOf(automaton.atoms);
  if (automaton.isAmbiguous || isExponential(automaton, overlaps))
    return 'it can take exponential time: two of its repetitions match the same text in more than one way';
  if (growsCubic(pattern, automaton, whole, overlaps))
    return (
      'long texts take it cubic time: three repetitions can share one text in every way; let them begin or end ' +
      'with different characters, anchor it with ^, or bound them'
    );
  return undefined;
}

/**
 * Without ^ a search begins at every character, which is a repetition of its own; without $ nothing fails after the
 * last part.
 */
function growsCubic(pattern: AST.Pattern, { atoms, wide }: Glushkov, whole: Part, overlaps: Overlaps): boolean {
  const isAnchored = (kind: 'start' | 'end', at: 0 | -1) =>
    pattern.alternatives.every(({ elements }) => {
      const edge = elements.at(at);
      return edge?.type === 'Assertion' && edge.kind === kind;
    });
  const final = new Set(isAnchored('end', -1) ? [] : whole.last);
  const follow = wide.map((next, state) => new Set(final.has(state) ? [] : [...next].filter((to) => !final.has(to))));
  const search = atoms.length;
  if (!isAnchored('start', 0)) follow.push(new Set([search, ...whole.first.filter((state) => !final.has(state))]));
  return isCubic({ follow, overlaps: (a, b) => a === search || b === search || overlaps[a]?.[b] === true });
}

// Each of k optional parts in a row that can match the same character doubles the work (or multiplies it by the length
// of the text).
function longRun(pattern: AST.Pattern): string | undefined {
  let problem: string | undefined;
  visitRegExpAST(pattern, {
    onAlternativeEnter({ elements }) {
      let run: Range[] = [];
      let variable = 0;
      for (const element of elements) {
        const atom = element.type === 'Quantifier' ? element.element : element;
        const isAtom = atom.type === 'Character' || atom.type === 'CharacterClass' || atom.type === 'CharacterSet';
        const ranges = isAtom ? codePointRanges(atom) : [];
        if (!ranges.some((range) => run.some((other) => overlap(range, other)))) {
          run = [];
          variable = 0;
        }
        run.push(...ranges);
        if (isAtom && element.type === 'Quantifier' && element.min !== element.max) variable += 1;
        if (variable > MAX_RUN)
          problem ??=
            `more than ${MAX_RUN} optional or repeated parts in a row can match the same character ` +
            `(up to "${element.raw}")`;
      }
    },
  });
  return problem;
}

type Atom = AST.Character | AST.CharacterClass | AST.CharacterSet;

interface Part {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const EMPTY: Part = { nullable: true, first: [], last: [] };

/**
 * The position automaton: one state per atom, an edge where one may follow the other. A repetition of more than one
 * round is a loop.
 */
class Glushkov {
  readonly atoms: Atom[] = [];
  readonly follow: Set<number>[] = [];
  /** The same without the loops of small bounds. */
  readonly wide: Set<number>[] = [];
  /** A repetition of something that may match nothing. */
  emptyLoop: string | undefined;
  isAmbiguous = false;

  sequence(alternatives: readonly AST.Alternative[]): Part {
    const parts = alternatives.map(({ elements }) =>
      elements.map((element) => this.element(element)).reduce((a, b) => this.join(a, b), EMPTY),
    );
    return {
      nullable: parts.some(({ nullable }) => nullable),
      first: parts.flatMap(({ first }) => first),
      last: parts.flatMap(({ last }) => last),
    };
  }

  private element(node: AST.Element): Part {
    switch (node.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        this.follow.push(new Set());
        this.wide.push(new Set());
        return { nullable: false, first: [this.atoms.length], last: [this.atoms.push(node) - 1] };
      case 'Group':
      case 'CapturingGroup':
        return this.sequence(node.alternatives);
      case 'Quantifier':
        return this.quantifier(node);
      default:
        return EMPTY;
    }
  }

  private quantifier(node: AST.Quantifier): Part {
    if (node.max === 0) return EMPTY;
    // A small fixed count is written out: as a loop it would look ambiguous where it is not.
    if (node.min === node.max && node.max <= 8 && node.max > 1 && this.atoms.length < MAX_POSITIONS) {
      let part = EMPTY;
      for (let round = 0; round < node.max && this.atoms.length <= MAX_POSITIONS; round += 1) {
        const copy = this.element(node.element);
        if (copy.nullable) this.emptyLoop ??= node.raw;
        part = this.join(part, copy);
      }
      return part;
    }
    const part = this.element(node.element);
    if (node.max > 1 && part.nullable) this.emptyLoop ??= node.raw;
    if (node.max > 1) this.loop(part, node.max > SMALL_BOUND);
    return { ...part, nullable: part.nullable || node.min === 0 };
  }

  // An edge that an inner repetition has already made: one more character is one more round of either, as in (a+)+.
  private loop({ first, last }: Part, isWide: boolean): void {
    for (const from of last) {
      for (const to of first) {
        if (this.follow[from]?.has(to) === true) this.isAmbiguous = true;
        this.follow[from]?.add(to);
        if (isWide) this.wide[from]?.add(to);
      }
    }
  }

  private join(a: Part, b: Part): Part {
    for (const from of a.last) {
      for (const to of b.first) {
        this.follow[from]?.add(to);
        this.wide[from]?.add(to);
      }
    }
    return {
      nullable: a.nullable && b.nullable,
      first: a.nullable ? [...a.first, ...b.first] : a.first,
      last: b.nullable ? [...a.last, ...b.last] : b.last,
    };
  }
}

// Exponential ambiguity: from some state two different paths over the same text lead back to it, that is, in the
// product of the automaton with itself a cycle goes through (q, q) and some (p, r) with p != r.
function isExponential({ atoms, follow }: Glushkov, overlaps: Overlaps): boolean {
  const size = atoms.length;
  const next = (state: number): number[] => {
    const [p, r] = [Math.floor(state / size), state % size];
    const states: number[] = [];
    for (const a of follow[p] ?? [])
      for (const b of follow[r] ?? []) if (overlaps[a]?.[b] === true) states.push(a * size + b);
    return states;
  };
  for (let q = 0; q < size; q += 1) {
    const start = q * size + q;
    const reached = reachable(start, next);
    const split = [...reached].filter((state) => Math.floor(state / size) !== state % size);
    if (split.length > 0 && split.some((state) => reachable(state, next).has(start))) return true;
  }
  return false;
}

/** By atom and atom: whether they can match the same character. */
type Overlaps = readonly (readonly boolean[])[];

function overlapsOf(atoms: readonly Atom[]): Overlaps {
  const sets = atoms.map(codePointRanges);
  return sets.map((a) => sets.map((b) => a.some((range) => b.some((other) => overlap(range, other)))));
}

function reachable(from: number, next: (state: number) => readonly number[]): Set<number> {
  const seen = new Set<number>();
  const open = [from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const to of next(state)) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}

type Range = readonly [number, number];

const LAST = 0x10ffff;
const RANGES = {
  digit: [[48, 57]],
  word: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  space: [
    [9, 13],
    [32, 32],
    [160, 160],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ],
  any: [[0, LAST]],
} as const satisfies Record<string, readonly Range[]>;

function codePointRanges(atom: Atom): readonly Range[] {
  if (atom.type === 'Character') return [[atom.value, atom.value]];
  if (atom.type === 'CharacterSet') return setRanges(atom);
  const ranges = atom.elements.flatMap((part): readonly Range[] => {
    if (part.type === 'Character') return [[part.value, part.value]];
    if (part.type === 'CharacterClassRange') return [[part.min.value, part.max.value]];
    return part.type === 'CharacterSet' ? setRanges(part) : RANGES.any;
  });
  return atom.negate ? complement(ranges) : ranges;
}

function setRanges(set: AST.CharacterSet): readonly Range[] {
  if (set.kind === 'property' || set.kind === 'any') return RANGES.any;
  return set.negate ? complement(RANGES[set.kind]) : RANGES[set.kind];
}

function overlap([from, to]: Range, [low, high]: Range): boolean {
  return from <= high && low <= to;
}

function complement(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  let from = 0;
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (low > from) result.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  if (from <= LAST) result.push([from, LAST]);
  return result;
}
