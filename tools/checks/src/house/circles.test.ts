import { expect, test } from 'vitest';
import { circlesIn } from './circles.ts';

const graph = (edges: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(edges).map(([node, targets]) => [node, new Set(targets)]));

test('a tree has no circle, also where two ways lead to one node', () => {
  expect(circlesIn(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
});

test('every node of a circle is named, those that only lead into it are not', () => {
  expect(circlesIn(graph({ a: ['b'], b: ['c'], c: ['d'], d: ['b'], e: ['a'] }))).toEqual([['b', 'c', 'd']]);
});

test('two circles are told apart', () => {
  expect(circlesIn(graph({ a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] }))).toEqual([
    ['c', 'd'],
    ['a', 'b'],
  ]);
});
