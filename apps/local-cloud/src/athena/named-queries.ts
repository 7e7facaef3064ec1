import { randomUUID } from 'node:crypto';
import { AwsError, invalidRequest } from '../service/aws-error.ts';
import type { Input } from '../service/input.ts';
import { page } from '../service/paging.ts';
import type { AthenaStore, NamedQuery } from './execution-store.ts';
import { athena, type NamedOperation } from './operations.ts';
import { workGroupNamed } from './workgroups.ts';

const NAME = { min: 1, max: 128 } as const;
const QUERY = { min: 1, max: 262_144 } as const;

/** Saved queries: texts that a workgroup keeps for people. They are looked at when they are run, not before. */
export function namedQueryOperations(store: AthenaStore): NamedOperation[] {
  const named = (id: string): NamedQuery => {
    const found = store.namedQuery(id);
    if (found === undefined) throw invalidRequest(`NamedQuery ${id} was not found`);
    return found;
  };
  return [
    athena('CreateNamedQuery', (input) => {
      const group = workGroupNamed(store, input.optionalText('WorkGroup', NAME) ?? 'primary');
      const token = input.optionalText('ClientRequestToken', { min: 32, max: 128 });
      const known =
        token === undefined ? undefined : store.namedQueries(group.Name).find((query) => query.token === token);
      if (known !== undefined) return { NamedQueryId: known.id };
      const value: NamedQuery = {
        id: randomUUID(),
        name: input.text('Name', NAME),
        description: input.optionalText('Description', { max: 1024 }),
        database: input.text('Database', { min: 1, max: 255 }),
        query: input.text('QueryString', QUERY),
        workGroup: group.Name,
        token,
      };
      store.commit([{ kind: 'named', id: value.id, value }]);
      return { NamedQueryId: value.id };
    }),
    athena('GetNamedQuery', (input) => ({ NamedQuery: describe(named(input.text('NamedQueryId'))) })),
    athena('BatchGetNamedQuery', (input) => {
      const ids = input.texts('NamedQueryIds', { min: 1, max: 50, required: true });
      return {
        NamedQueries: ids.flatMap((id) => store.namedQuery(id) ?? []).map(describe),
        UnprocessedNamedQueryIds: ids
          .filter((id) => store.namedQuery(id) === undefined)
          .map((id) => ({
            NamedQueryId: id,
            ErrorCode: 'INVALID_INPUT',
            ErrorMessage: `NamedQuery ${id} was not found`,
          })),
      };
    }),
    athena('ListNamedQueries', (input) => listed(store, input)),
    athena('UpdateNamedQuery', (input) => {
      const before = named(input.text('NamedQueryId'));
      const value: NamedQuery = {
        ...before,
        name: input.text('Name', NAME),
        description: input.optionalText('Description', { max: 1024 }) ?? before.description,
        query: input.text('QueryString', QUERY),
      };
      store.commit([{ kind: 'named', id: before.id, value }]);
    }),
    athena('DeleteNamedQuery', (input) => {
      const { id } = named(input.text('NamedQueryId'));
      store.commit([{ kind: 'named', id, value: null }]);
    }),
  ];
}

function listed(store: AthenaStore, input: Input) {
  const group = workGroupNamed(store, input.optionalText('WorkGroup', NAME) ?? 'primary');
  const { items, nextToken } = page(store.namedQueries(group.Name), (query) => query.id, {
    token: input.optionalText('NextToken'),
    size: input.optionalInteger('MaxResults', 0, 50) || 50,
    scope: ['named queries', group.Name],
    refuse: () => new AwsError('InvalidRequestException', 'NextToken is not valid'),
  });
  return {
    NamedQueryIds: items.map((query) => query.id),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

function describe({ id, name, description, database, query, workGroup }: NamedQuery) {
  return {
    NamedQueryId: id,
    Name: name,
    ...(description === undefined ? {} : { Description: description }),
    Database: database,
    QueryString: query,
    WorkGroup: workGroup,
  };
}
