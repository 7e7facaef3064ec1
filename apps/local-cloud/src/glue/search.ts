import { invalidInput } from '../service/aws-error.ts';
import { page } from '../service/paging.ts';
import type { Catalog } from './catalog.ts';
import type { Table } from './model.ts';
import { glue, type NamedOperation, optional } from './operations.ts';

/** SearchTables: free text over names, descriptions and columns, and filters on properties, over all databases. */
export function searchOperations(catalog: Catalog): NamedOperation[] {
  return [
    glue('SearchTables', (input) => {
      const text = input.optionalText('SearchText', { max: 1024 })?.toLowerCase();
      const filters = input.objects('Filters').map((filter) => {
        const key = filter.text('Key', { max: 255 });
        const value = filter.text('Value', { max: 1024 }).toLowerCase();
        return (table: Table): boolean => propertyOf(table, key)?.toLowerCase() === value;
      });
      const sort = input.objects('SortCriteria', { max: 1 })[0];
      const descending = sort?.optionalText('Sort') === 'DESC';
      const found = catalog
        .databases()
        .flatMap((database) => catalog.tables(database.Name))
        .filter(
          (table) =>
            (text === undefined || wordsOf(table).some((word) => word.includes(text))) &&
            filters.every((filter) => filter(table)),
        );
      const keyed = found
        .map((table) => ({ table, key: `${table.DatabaseName} ${table.Name}` }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      const { items, nextToken } = page(keyed, (item) => item.key, {
        token: input.optionalText('NextToken'),
        size: input.optionalInteger('MaxResults', 1, 1000) ?? 100,
        scope: ['search', text, input.raw()['Filters']],
        refuse: () => invalidInput('NextToken is not valid'),
      });
      const tables = items.map((item) => item.table);
      return { TableList: descending ? tables.reverse() : tables, ...optional('NextToken', nextToken) };
    }),
  ];
}

function propertyOf(table: Table, key: string): string | undefined {
  const value = key in table ? table[key] : table.Parameters?.[key];
  return typeof value === 'string' ? value : undefined;
}

function wordsOf(table: Table): string[] {
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])];
  const texts = [
    table.Name,
    table.DatabaseName,
    table['Description'],
    ...columns.flatMap((column) => [column.Name, column.Comment]),
  ];
  return texts.flatMap((text) => (typeof text === 'string' ? [text.toLowerCase()] : []));
}
