import ts from 'typescript';
import { expect, test } from 'vitest';
import { addressFaults } from './file-urls.ts';

const faultsIn = (text: string) =>
  addressFaults(ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true)).map(({ line }) => line);

test.each([
  ['at once', "const path = new URL('./x', import.meta.url).pathname;"],
  ['through a name', "const folder = new URL('./x/', import.meta.url); const path = folder.pathname + 'y';"],
  ['through two', "const a = new URL('../', import.meta.url); const b = new URL('c', a); open(b.pathname);"],
  ['by taking it apart', "const { pathname } = new URL('./x', import.meta.url);"],
  ['of a path made a URL', 'open(pathToFileURL(path).pathname);'],
])('the path of a file URL, taken %s, is found', (_, text) => {
  expect(faultsIn(text)).toEqual([1]);
});

test('the path of an HTTP request is left alone', () => {
  expect(faultsIn("const url = new URL(request.url, 'http://localhost'); route(url.pathname);")).toEqual([]);
});

test('an import of a path is found, an import of an address is not', () => {
  const text = [
    "await import('./x.ts');",
    'await import(pathToFileURL(path).href);',
    'await import(`data:text/javascript,$' + '{text}`);',
    'await import(join(folder, "x.js"));',
  ];

  expect(faultsIn(text.join('\n'))).toEqual([4]);
});

test('a script made as a text is held to the same', () => {
  const text = [
    "const good = new URL('./x.ts', import.meta.url).href; const bad = join(folder, 'x.ts');",
    'const one = `await import($' + '{JSON.stringify(good)});`;',
    'const two = `await import($' + '{JSON.stringify(bad)});`;',
  ];

  expect(faultsIn(text.join('\n'))).toEqual([3]);
});
