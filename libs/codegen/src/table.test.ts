import { draftContract } from '@sluice/contract/testing';
import { describe, expect, test } from 'vitest';
import { ddlOf } from './ddl.ts';
import { tableInputOf } from './table.ts';

describe('the table', () => {
  test('leaves out what the path holds, and ends with _rescued', () => {
    const table = tableInputOf(
      draftContract(
        (it) => (it['x-dataset'].partition = [{ name: 'country', from: 'country', transform: 'identity' }]),
      ),
    );

    expect(table.StorageDescriptor.Columns.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      'order_id bigint',
      'placed_at timestamp',
      'amount decimal(10,2)',
      'items int',
      'note string',
      '_rescued string',
    ]);
    expect(table.PartitionKeys.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual(['country string']);
  });

  test.each(['ignore', 'reject'])('has no _rescued when new columns are a matter of %s', (newColumn) => {
    const { Columns } = tableInputOf(draftContract((it) => (it['x-dataset'].drift = { newColumn }))).StorageDescriptor;

    expect(Columns.map(({ Name }) => Name)).not.toContain('_rescued');
  });

  test('comments are one line of 255 characters at most', () => {
    const table = tableInputOf(
      draftContract((it) => {
        it.properties.note.description = `a\n\tb\u0000c ${'😀'.repeat(300)}`;
        it.properties.items.description = '\n';
      }),
    );
    const comment = (name: string) => table.StorageDescriptor.Columns.find(({ Name }) => Name === name)?.Comment;

    expect(comment('note')?.startsWith('a b c 😀')).toBe(true);
    expect(comment('note')?.length).toBeLessThanOrEqual(255);
    expect(comment('note')?.isWellFormed()).toBe(true);
    expect(comment('items')).toBeUndefined();
  });

  test('what is going away, and units, stand in the comments', () => {
    const { Description, StorageDescriptor } = tableInputOf(
      draftContract((it) => {
        it['x-dataset'].status = 'deprecated';
        Object.assign(it.properties.note, { deprecated: true, description: 'Free text.' });
        it.properties.note['x-column'].sunset = '2027-01-01';
        it.properties.amount['x-column'].unit = 'EUR';
      }),
    );
    const comment = (name: string) => StorageDescriptor.Columns.find(({ Name }) => Name === name)?.Comment;

    expect(Description).toBe('Deprecated. One row per order.');
    expect(comment('note')).toBe('Deprecated, may go after 2027-01-01. Free text.');
    expect(comment('amount')).toBe('Unit: EUR.');
  });

  test('the DDL says the same as the table, whatever a description holds', () => {
    const contract = draftContract(
      (it) => (it.properties.note.description = "it's a 'note' \\ with '); DROP TABLE orders; --"),
    );
    const table = tableInputOf(contract);
    const ddl = ddlOf(contract);
    const columns = [...ddl.matchAll(/^ {2}`(\w+)` (\S+?)(?: COMMENT '((?:[^'\\]|\\.)*)')?,?$/gm)].map(
      ([, Name, Type, Comment]) => ({
        Name,
        Type,
        ...(Comment === undefined ? {} : { Comment: Comment.replace(/\\(.)/g, '$1') }),
      }),
    );

    expect(columns).toEqual([...table.StorageDescriptor.Columns, ...table.PartitionKeys]);
    expect(table.StorageDescriptor.Location).toMatch(/^s3:\/\/\$\{ProcessedBucket\}\/orders\/$/);
    expect(ddl).toContain(`LOCATION '${table.StorageDescriptor.Location}'`);
  });

  test('a table without partitions has no PARTITIONED BY', () => {
    expect(ddlOf(draftContract((it) => (it['x-dataset'].partition = [])))).not.toContain('PARTITIONED');
  });
});
