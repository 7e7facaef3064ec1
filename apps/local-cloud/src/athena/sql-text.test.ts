import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Engine } from './engine.ts';
import { fileLiteral, identifier, literal } from './sql-text.ts';

let connection: DuckDBConnection;
let folder: string;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  folder = mkdtempSync(join(tmpdir(), 'sluice-sql-text-'));
});
afterAll(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

const one = async (sql: string): Promise<unknown> => (await connection.runAndReadAll(sql)).getRows()[0]?.[0];

/** What other engines replace by a value of the environment. */
const ENVIRONMENT = ['$', '{env:HOME}'].join('');

/** Any text, and above all what SQL, shells and patterns give a meaning to. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom("'", '"', '\\', '\0', '\n', ';', '--', '/*', '*/', ENVIRONMENT, '$1', '?', '%', '\\u0027'))
    .map((parts) => parts.join('')),
);

it('a literal that is read back is the text', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      expect(await one(`SELECT ${literal(text)}`)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

it('an identifier that is read back is the name, and one with NUL is refused', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (name) => {
      if (name === '') return;
      if (name.includes('\0')) {
        expect(() => identifier(name)).toThrow('NUL');
        return;
      }
      const reader = await connection.runAndReadAll(`SELECT 7 AS ${identifier(name)}`);
      expect(reader.columnNames()).toEqual([name]);
    }),
    { numRuns: 500 },
  );
});

it.each(['a[1]', 'a*', '**', 'b?', '-[!a]', 'x]y', '{p,q}', "q'q;--", ENVIRONMENT, '~', 'n\nl', '%41'])(
  'a file named %j is read alone, though its name is a pattern',
  async (name) => {
    for (const parent of ['plain', 'd[0-9]']) {
      const place = join(folder, parent, Buffer.from(name).toString('hex'));
      mkdirSync(place, { recursive: true });
      const write = (file: string, row: string): Promise<unknown> =>
        connection.run(`COPY (SELECT ${literal(row)} AS n) TO ${literal(join(place, file))} (FORMAT parquet)`);
      await write(name, 'mine');
      for (const other of ['a1', 'aa', 'bb', '-b', 'p', 'q']) if (other !== name) await write(other, 'not mine');
      const engine = await Engine.create();
      await engine.lock([join(place, name)]);

      const reader = await engine.connection.runAndReadAll(
        `SELECT n, f FROM read_parquet([${fileLiteral(join(place, name))}], filename = 'f')`,
      );

      expect(reader.getRows()).toEqual([['mine', join(place, name)]]);
      engine.close();
    }
  },
);
