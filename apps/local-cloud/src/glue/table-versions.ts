import { AwsError, entityNotFound, invalidInput } from '../service/aws-error.ts';
import { page } from '../service/paging.ts';
import { type Catalog, fold } from './catalog.ts';
import { glue, NAME, type NamedOperation, optional } from './operations.ts';

/** Table versions: read one, read all, delete. */
export function tableVersionOperations(catalog: Catalog): NamedOperation[] {
  const remove = (database: string, table: string, version: string): void => {
    const versions = catalog.versions(database, table);
    if (!versions.some((item) => item.VersionId === version))
      throw entityNotFound(`Version ${version} of table ${fold(table)} not found.`);
    if (versions.at(-1)?.VersionId === version) throw invalidInput('The current version of a table cannot be deleted.');
    catalog.commit([
      {
        kind: 'table',
        database: fold(database),
        table: fold(table),
        versions: versions.filter((item) => item.VersionId !== version),
      },
    ]);
  };
  return [
    glue('GetTableVersions', (input) => {
      const database = input.text('DatabaseName', NAME);
      const table = input.text('TableName', NAME);
      // Newest first; the key counts down so that pages follow the order.
      const versions = [...catalog.versions(database, table)].reverse();
      const { items, nextToken } = page(versions, (item) => String(1e12 - Number(item.VersionId)), {
        token: input.optionalText('NextToken'),
        size: input.optionalInteger('MaxResults', 1, 100) ?? 100,
        scope: ['versions', fold(database), fold(table)],
        refuse: () => invalidInput('NextToken is not valid'),
      });
      return {
        TableVersions: items.map((item) => ({ Table: item, VersionId: item.VersionId })),
        ...optional('NextToken', nextToken),
      };
    }),
    glue('GetTableVersion', (input) => {
      const table = input.text('TableName', NAME);
      const versions = catalog.versions(input.text('DatabaseName', NAME), table);
      const wanted = input.optionalText('VersionId', NAME) ?? versions.at(-1)?.VersionId;
      const found = versions.find((item) => item.VersionId === wanted);
      if (found === undefined) throw entityNotFound(`Version ${wanted} of table ${fold(table)} not found.`);
      return { TableVersion: { Table: found, VersionId: found.VersionId } };
    }),
    glue('DeleteTableVersion', (input) =>
      remove(input.text('DatabaseName', NAME), input.text('TableName', NAME), input.text('VersionId', NAME)),
    ),
    glue('BatchDeleteTableVersion', (input) => {
      const [database, table] = [input.text('DatabaseName', NAME), input.text('TableName', NAME)];
      catalog.table(database, table);
      const errors = input.texts('VersionIds', { max: 100, required: true }).flatMap((version) => {
        try {
          remove(database, table, version);
          return [];
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          return [
            {
              TableName: fold(table),
              VersionId: version,
              ErrorDetail: { ErrorCode: error.type, ErrorMessage: error.message },
            },
          ];
        }
      });
      return { Errors: errors };
    }),
  ];
}
