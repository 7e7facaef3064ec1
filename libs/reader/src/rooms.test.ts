import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const source = new URL('./', import.meta.url);

test('one file alone chooses a format; the door offers CSV by name to who has nothing but CSV', () => {
  const files = readdirSync(source).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

  const users = files.filter((name) => /from '\.\/csv\//.test(readFileSync(new URL(name, source), 'utf8')));

  expect(files.length).toBeGreaterThan(10);
  expect(users).toEqual(['format-of.ts', 'index.ts']);
});
