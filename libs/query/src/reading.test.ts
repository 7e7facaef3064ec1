import { describe, expect, it } from 'vitest';
import { changingWord } from './reading.ts';

describe('a statement', () => {
  it.each([
    'DROP TABLE orders',
    ' drop\ttable orders',
    '-- a table\nALTER TABLE orders ADD COLUMNS (x int)',
    '/* a */ MSCK REPAIR TABLE orders',
    'CREATE TABLE t AS SELECT 1',
    'INSERT INTO orders VALUES (1)',
    "UNLOAD (SELECT 1) TO 's3://x'",
    'EXECUTE anything',
    'EXPLAIN ANALYZE VERBOSE DELETE FROM orders',
  ])('does not only read: %s', (sql) => {
    expect(changingWord(sql)).toMatch(/^[A-Z]+$/);
  });

  it.each([
    'SELECT 1',
    '(SELECT 1)',
    'with a as (select 1) select * from a',
    'VALUES 1',
    'SHOW CREATE TABLE orders',
    'DESCRIBE orders',
    'EXPLAIN SELECT 1',
    'EXPLAIN ANALYZE SELECT 1',
    "SELECT 'DROP TABLE orders'",
    'SELEC 1',
    '',
  ])('is left to Athena otherwise: %s', (sql) => {
    expect(changingWord(sql)).toBeUndefined();
  });
});
