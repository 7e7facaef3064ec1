import ts from 'typescript';

/** A line that is too long. */
export interface LongLine {
  readonly line: number;
  readonly columns: number;
}

/** Of code. Prose has its own measure. */
const MOST_COLUMNS = 120;

/** A file as far as its lines are measured. */
interface Text {
  readonly path: string;
  readonly text: string;
}

/**
 * The lines of a file of code past the limit, in characters as an editor counts them. Exempt is what cannot be broken
 * without another meaning: lines inside a template literal of several lines (a snapshot, a document), and those that
 * are long for a regular expression that would fill a line by itself.
 */
export function longLines({ path, text }: Text, tree?: ts.SourceFile): readonly LongLine[] {
  const long = overLong(text, MOST_COLUMNS);
  if (long.length === 0) return long;
  if (path.endsWith('.py')) return long.filter(({ line }) => !isLongForItsTail(text.split('\n')[line - 1] ?? ''));
  if (!/\.(m?ts|mjs)$/.test(path)) return long;
  const exempt = unbreakable(tree ?? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return long.filter(({ line }) => !exempt.has(line));
}

/** As ruff's E501 has it: a line that is too long only for the address or the pragma at its end stays. */
function isLongForItsTail(line: string): boolean {
  const tail = /\s*(?:\S*https?:\/\/\S+|# (?:type: ignore|noqa).*)$/.exec(line);
  return tail !== null && [...line.slice(0, tail.index)].length <= MOST_COLUMNS;
}

/**
 * The lines of prose past the limit: code blocks, tables, and lines that are one word (an address) aside, for a line
 * break would change them.
 */
export function longProse(text: string, most: number): readonly LongLine[] {
  let fence = '';
  const prose = text.split('\n').map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (mark !== undefined && (fence === '' || mark.startsWith(fence))) {
      fence = fence === '' ? mark : '';
      return '';
    }
    const isFixed = fence !== '' || /^\s*\|/.test(line) || !/\S\s+\S/.test(line.replace(/^\s*([-*>]|\d+\.)?\s*/, ''));
    return isFixed ? '' : line;
  });
  return overLong(prose.join('\n'), most);
}

function overLong(text: string, most: number): readonly LongLine[] {
  return text.split('\n').flatMap((line, index) => {
    const columns = [...line].length;
    return columns > most ? [{ line: index + 1, columns }] : [];
  });
}

/** The numbers of the lines that belong to what cannot be broken. */
function unbreakable(tree: ts.SourceFile): ReadonlySet<number> {
  const lines = new Set<number>();
  // What is kept as it is written on purpose says so, with its reason.
  tree.text.split('\n').forEach((line, index) => {
    if (/^\s*\/\/ biome-ignore format: \S/.test(line)) lines.add(index + 2);
  });
  const lineAt = (position: number) => tree.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateLiteral(node)) {
      const [first, last] = [lineAt(node.getStart(tree)), lineAt(node.end)];
      if (first !== last) for (let line = first; line <= last; line += 1) lines.add(line + 1);
    }
    if (ts.isRegularExpressionLiteral(node)) {
      const start = node.getStart(tree);
      const line = lineAt(start);
      const indent = /^\s*/.exec(tree.text.slice(tree.getPositionOfLineAndCharacter(line, 0)))?.[0].length ?? 0;
      // With the call that Biome keeps on its line, or the comma.
      const after = /^\.\w+\(/.exec(tree.text.slice(node.end))?.[0].length ?? 1;
      if (indent + (node.end - start) + after > MOST_COLUMNS) lines.add(line + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return lines;
}
