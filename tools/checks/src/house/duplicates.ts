import type { CodeFile } from './files.ts';

/** A run of lines that stands in two places. */
export interface Duplicate {
  readonly lines: number;
  readonly places: readonly [string, string];
}

/** A line as it is compared: its words, and where it stands. */
interface Line {
  readonly text: string;
  readonly number: number;
}

const SHORTEST = 6;
/** A run of brackets and short keys is the language, not a copy. */
const LEAST_LETTERS = 120;

/**
 * Runs of six lines or more that are written twice, spaces, comments, blank lines and imports aside. Each run is told
 * once, at its longest, with the first two places.
 */
export function duplicatesIn(files: readonly CodeFile[]): readonly Duplicate[] {
  const lines = new Map(files.map((file) => [file.path, comparable(file)]));
  const firstSeen = new Map<string, { readonly path: string; readonly at: number }>();
  const found: Duplicate[] = [];
  for (const [path, own] of lines) {
    for (let at = 0; at + SHORTEST <= own.length; at += 1) {
      const key = windowAt(own, at);
      const first = firstSeen.get(key);
      if (first === undefined) {
        firstSeen.set(key, { path, at });
        continue;
      }
      const other = lines.get(first.path) ?? [];
      const length = commonRun(other, first.at, own, at, first.path === path);
      const letters = own.slice(at, at + length).reduce((sum, { text }) => sum + text.length, 0);
      if (length < SHORTEST || letters < LEAST_LETTERS) continue;
      found.push({
        lines: length,
        places: [`${first.path}:${other[first.at]?.number}`, `${path}:${own[at]?.number}`],
      });
      at += length - 1;
    }
  }
  return found.sort((a, b) => b.lines - a.lines);
}

function windowAt(lines: readonly Line[], at: number): string {
  return lines
    .slice(at, at + SHORTEST)
    .map(({ text }) => text)
    .join('\n');
}

function commonRun(
  first: readonly Line[],
  from: number,
  second: readonly Line[],
  to: number,
  isSameFile: boolean,
): number {
  const most = isSameFile ? to - from : Number.POSITIVE_INFINITY;
  let length = 0;
  while (length < most) {
    const [a, b] = [first[from + length], second[to + length]];
    if (a === undefined || b === undefined || a.text !== b.text) break;
    length += 1;
  }
  return length;
}

function comparable({ text, language }: CodeFile): readonly Line[] {
  const comment = language === 'python' ? /^#/ : /^(\/\/|\/\*|\*)/;
  const kept: Line[] = [];
  let isImport = false;
  text.split('\n').forEach((line, index) => {
    const words = line.trim();
    if (/^(import|export) .*\{$|^from .*\($/.test(words) && !/=|class|interface|function/.test(words)) isImport = true;
    const isPart = isImport || /^(import|from) |^export .* from /.test(words);
    if (isImport && /^\}|^\)/.test(words)) isImport = false;
    if (words !== '' && !isPart && !comment.test(words)) kept.push({ text: words, number: index + 1 });
  });
  return kept;
}
