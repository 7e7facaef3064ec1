import { describe, expect, it } from 'vitest';
import { checkReads } from './reading.ts';

describe('a query of a deployed lake', () => {
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
  ])('is refused when it does not only read: %s', (sql) => {
    expect(() => checkReads(sql)).toThrow(expect.objectContaining({ code: 'SLC8039' }));
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
    expect(() => checkReads(sql)).not.toThrow();
  });
});
