import {
  BatchGetNamedQueryCommand,
  CreateNamedQueryCommand,
  CreateWorkGroupCommand,
  DeleteNamedQueryCommand,
  DeleteWorkGroupCommand,
  GetNamedQueryCommand,
  ListNamedQueriesCommand,
  UpdateNamedQueryCommand,
} from '@aws-sdk/client-athena';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestLake, type TestLake } from '../testing/lake.ts';

let lake: TestLake;
beforeAll(async () => {
  lake = await openTestLake();
});
afterAll(async () => lake.close());

const saved = {
  Name: 'by day',
  Description: 'of one day',
  Database: 'sluice',
  QueryString: 'SELECT 1',
  WorkGroup: 'sluice',
};

it('saved queries are kept, changed, listed and deleted, also over a restart', async () => {
  const { NamedQueryId } = await lake.athena.send(new CreateNamedQueryCommand(saved));
  await lake.athena.send(new UpdateNamedQueryCommand({ NamedQueryId, Name: 'by week', QueryString: 'SELECT 7' }));
  await lake.restart();

  const { NamedQuery } = await lake.athena.send(new GetNamedQueryCommand({ NamedQueryId }));
  const { NamedQueryIds } = await lake.athena.send(new ListNamedQueriesCommand({ WorkGroup: 'sluice' }));
  const batch = await lake.athena.send(
    new BatchGetNamedQueryCommand({ NamedQueryIds: [NamedQueryId ?? '', 'absent'] }),
  );

  expect(NamedQuery).toEqual({ ...saved, NamedQueryId, Name: 'by week', QueryString: 'SELECT 7' });
  expect(NamedQueryIds).toEqual([NamedQueryId]);
  expect([batch.NamedQueries?.length, batch.UnprocessedNamedQueryIds?.[0]?.NamedQueryId]).toEqual([1, 'absent']);
  await lake.athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
  await expect(lake.athena.send(new GetNamedQueryCommand({ NamedQueryId }))).rejects.toThrow('was not found');
});

it('the same token saves once', async () => {
  const ClientRequestToken = 'a'.repeat(32);

  const first = await lake.athena.send(new CreateNamedQueryCommand({ ...saved, ClientRequestToken }));
  const second = await lake.athena.send(new CreateNamedQueryCommand({ ...saved, ClientRequestToken }));

  expect(second.NamedQueryId).toBe(first.NamedQueryId);
});

it('a workgroup with saved queries is not empty, and takes them along', async () => {
  await lake.athena.send(new CreateWorkGroupCommand({ Name: 'team' }));
  const { NamedQueryId } = await lake.athena.send(new CreateNamedQueryCommand({ ...saved, WorkGroup: 'team' }));

  await expect(lake.athena.send(new DeleteWorkGroupCommand({ WorkGroup: 'team' }))).rejects.toThrow('not empty');
  await lake.athena.send(new DeleteWorkGroupCommand({ WorkGroup: 'team', RecursiveDeleteOption: true }));

  await expect(lake.athena.send(new GetNamedQueryCommand({ NamedQueryId }))).rejects.toThrow('was not found');
});
