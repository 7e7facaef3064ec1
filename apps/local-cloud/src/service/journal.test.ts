import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Journal } from './journal.ts';

type Change = readonly [key: string, value: number];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(): { readonly state: Map<string, number>; readonly journal: Journal<Change> } {
  const state = new Map<string, number>();
  const owner = { apply: ([key, value]: Change) => void state.set(key, value), snapshot: () => [...state] };
  const journal = new Journal<Change>(join(folder, 'x.jsonl'), owner, 100);
  return { state, journal };
}

it('a write that was cut loses its own commit and no other, at any byte', () => {
  const { journal } = open();
  journal.commit([['a', 1]]);
  journal.commit([
    ['a', 2],
    ['b', 3],
  ]);
  journal.close();
  const bytes = readFileSync(join(folder, 'x.jsonl'));
  const first = bytes.indexOf(0x0a) + 1;

  for (let cut = first; cut < bytes.length; cut += 1) {
    writeFileSync(join(folder, 'x.jsonl'), bytes.subarray(0, cut));
    const { state, journal: again } = open();
    expect([...state]).toEqual([['a', 1]]);
    again.commit([['c', 4]]);
    again.close();
    const third = open();
    expect([...third.state]).toEqual([
      ['a', 1],
      ['c', 4],
    ]);
    third.journal.close();
  }
});

it('a damaged line in the middle is an error with its place, never skipped', () => {
  writeFileSync(join(folder, 'x.jsonl'), '[["a",1]]\n{broken\n[["b",2]]\n');

  expect(open).toThrow(expect.objectContaining({ code: 'SLC6003', place: expect.objectContaining({ line: 2 }) }));
});

it('is written anew when it grows, and a left-over of that is ignored', () => {
  const { journal, state } = open();
  for (let index = 0; index <= 101; index += 1) journal.commit([['k', index]]);
  journal.close();

  expect(readFileSync(join(folder, 'x.jsonl'), 'utf8')).toBe('[["k",100]]\n[["k",101]]\n');
  appendFileSync(join(folder, 'x.jsonl.new'), 'half');
  const again = open();
  expect(again.state).toEqual(state);
  again.journal.close();
});
