import { alreadyExists, invalidInput } from '../service/aws-error.ts';
import { ACCOUNT_ID, epochSeconds } from '../service/clock.ts';
import type { Input } from '../service/input.ts';
import { page } from '../service/paging.ts';
import { type Catalog, fold } from './catalog.ts';
import type { Database } from './model.ts';
import { glue, NAME, type NamedOperation, optional } from './operations.ts';

/** Create, read, update and delete databases. */
export function databaseOperations(catalog: Catalog): NamedOperation[] {
  return [
    glue('CreateDatabase', (input) => {
      const value = databaseOf(input.object('DatabaseInput'), epochSeconds());
      if (catalog.findDatabase(value.Name) !== undefined) throw alreadyExists('Database already exists.');
      catalog.commit([{ kind: 'database', database: value.Name, value }]);
    }),
    glue('GetDatabase', (input) => ({ Database: catalog.database(input.text('Name', NAME)) })),
    glue('GetDatabases', (input) => {
      const { items, nextToken } = page(catalog.databases(), (database) => database.Name, {
        token: input.optionalText('NextToken'),
        size: input.optionalInteger('MaxResults', 1, 100) ?? 100,
        scope: ['databases'],
        refuse: () => invalidInput('NextToken is not valid'),
      });
      return { DatabaseList: items, ...optional('NextToken', nextToken) };
    }),
    glue('UpdateDatabase', (input) => {
      const before = catalog.database(input.text('Name', NAME));
      const value = databaseOf(input.object('DatabaseInput'), before.CreateTime);
      if (value.Name !== before.Name) throw invalidInput('A database cannot be renamed.');
      catalog.commit([{ kind: 'database', database: before.Name, value }]);
    }),
    glue('DeleteDatabase', (input) => {
      const { Name } = catalog.database(input.text('Name', NAME));
      catalog.commit([{ kind: 'database', database: Name, value: null }]);
    }),
  ];
}

function databaseOf(input: Input, created: number): Database {
  const name = fold(input.text('Name', NAME));
  return { ...input.raw(), Name: name, CreateTime: created, CatalogId: ACCOUNT_ID };
}
