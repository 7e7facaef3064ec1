import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sniff } from './sniff.ts';

const sniffed = (text: string | Uint8Array) => sniff('x.csv', typeof text === 'string' ? Buffer.from(text) : text);

describe('how a file is written', () => {
  it.each([
    ['commas', 'a,b\n1,2\n', ','],
    ['semicolons', 'a;b\n1;2\n', ';'],
    ['tabs', 'a\tb\n1\t2\n', '\t'],
    ['pipes', 'a|b\n1|2\n', '|'],
    ['semicolons, and commas in numbers', 'a;b;c\n1,5;2,5;3,5\n1,5;2;3\n', ';'],
    ['commas, and semicolons in quotes', 'a,b\n"1;2;3",4\n"5;6",7\n', ','],
    ['commas, and one semicolon in the quotes of every line', '"a;x","b"\n"1;2","3,4"\n', ','],
    ['semicolons, and commas in a text', 'a;b\nx, y, z;1\nq;2\n', ';'],
    ['one column', 'a\n1\n', ','],
    ['nothing', '', ','],
    ['old line ends', 'a;b\r1;2\r', ';'],
  ])('with %s: the delimiter is %j', (_, text, delimiter) => {
    expect(sniffed(text).delimiter).toBe(delimiter);
  });

  it.each([
    ['UTF-8', Buffer.from('año,b\n'), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('\ufeffa,b\n'), 'utf-8'],
    ['one byte a letter', Buffer.from('a\u00f1o,b\n', 'latin1'), 'windows-1252'],
    ['a letter that was cut off', Buffer.from([0x61, 0xc3]), 'windows-1252'],
  ])('in %s', (_, bytes, encoding) => {
    expect(sniffed(bytes).encoding).toBe(encoding);
  });

  it('is told by its content, not by its name', () => {
    const { compression, bytes, delimiter } = sniffed(gzipSync('a;b\n1;2\n'));

    expect({ compression, delimiter, text: Buffer.from(bytes).toString() }).toEqual({
      compression: 'gzip',
      delimiter: ';',
      text: 'a;b\n1;2\n',
    });
    expect(sniffed('a,b\n').compression).toBe('none');
  });
});

it.each([
  ['is broken', Buffer.concat([gzipSync('a,b\n').subarray(0, 12)]), 'the gzip stream is broken'],
  ['inflates without end', gzipSync(Buffer.alloc(128 * 1024 * 1024 + 1)), 'it inflates to more than 128 MB'],
])('a gzip stream that %s is SLC8007', (_, bytes, message) => {
  expect(() => sniffed(bytes)).toThrow(expect.objectContaining({ code: 'SLC8007', message }));
});
