import ts from 'typescript';
import type { Module } from './modules.ts';

/** A function and how many lines it takes. */
export interface FunctionSize {
  readonly name: string;
  readonly lines: number;
}

/** What is read from the syntax of one file. */
export interface Measured {
  readonly functions: readonly FunctionSize[];
  readonly commentLines: number;
  readonly assertions: number;
  /** What it imports, as it is written. */
  readonly uses: readonly string[];
}

/** Measures one file of TypeScript, or of JavaScript. */
export function measureTypeScript({ tree, imports }: Module): Measured {
  const functions: FunctionSize[] = [];
  let assertions = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      functions.push({ name: nameOf(node), lines: linesOf(node, tree) });
    }
    if (ts.isCallExpression(node) && isAssertion(node.expression)) assertions += 1;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { functions, commentLines: commentLines(tree), assertions, uses: imports.map(({ specifier }) => specifier) };
}

/** `expect(x)`, `assert(x)`, `assert.equal(x, y)`, `fc.assert(property)`. */
function isAssertion(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'expect' || callee.text === 'assert';
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return false;
  return callee.expression.text === 'assert' || (callee.expression.text === 'fc' && callee.name.text === 'assert');
}

function linesOf(node: ts.Node, tree: ts.SourceFile): number {
  const line = (position: number) => tree.getLineAndCharacterOfPosition(position).line;
  return line(node.end) - line(node.getStart(tree)) + 1;
}

function nameOf(node: ts.Node): string {
  const named = node as { readonly name?: ts.Node };
  if (named.name !== undefined && ts.isIdentifier(named.name)) return named.name.text;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return ts.isCallExpression(parent) ? `${parent.expression.getText().slice(0, 30)}(…)` : '(unnamed)';
}

/** Lines on which nothing but a comment stands. */
function commentLines(tree: ts.SourceFile): number {
  const { text } = tree;
  const lines = new Set<number>();
  const take = (range: ts.CommentRange): void => {
    const first = tree.getLineAndCharacterOfPosition(range.pos);
    const last = tree.getLineAndCharacterOfPosition(range.end);
    const before = text.slice(range.pos - first.character, range.pos);
    if (before.trim() !== '') return;
    for (let line = first.line; line <= last.line; line += 1) lines.add(line);
  };
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) take(range);
    for (const child of node.getChildren(tree)) visit(child);
  };
  visit(tree);
  return lines.size;
}
