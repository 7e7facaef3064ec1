import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { names } from './names.ts';

describe('names', () => {
  test('a good contract has nothing to say', () => {
    expect(found(names)).toEqual([]);
  });

  test('the id is the folder', () => {
    expect(found(names, (it) => (it['x-dataset'].id = 'order'))).toMatchInlineSnapshot(`
      [
        "SLC2102 at "order" | error: "order" is a reserved word of Athena or Hive -> choose another snake_case name; x-column.source keeps the header of the file",
        "SLC2102 at "order" | error: the id is "order", but the folder is "orders" -> rename one of them: the id is the folder under contracts/",
      ]
    `);
  });

  test('reserved words are refused as columns and partition keys', () => {
    const result = found(names, (it) => {
      it.properties.date = it.properties.note;
      it['x-dataset'].partition[0].name = 'user';
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2102 at "user" | error: the partition key "user" is a reserved word of Athena or Hive -> choose another snake_case name; x-column.source keeps the header of the file",
        "SLC2102 at "date": { | error: the column "date" is a reserved word of Athena or Hive -> rename it, for example to "date_value", and set x-column.source to the header of the file",
      ]
    `);
  });

  test('two queries have two names', () => {
    expect(found(names, (it) => it['x-dataset'].queries.push(it['x-dataset'].queries[0]))).toMatchInlineSnapshot(`
      [
        "SLC2102 at "one_day" | error: two queries are named "one_day" -> rename one of them",
      ]
    `);
  });
});
