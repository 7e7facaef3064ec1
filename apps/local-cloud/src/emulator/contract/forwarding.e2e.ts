import { AthenaClient, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { GetJobRunCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStacks, lambda, type Resources } from './stacks.ts';
import { startTestCloud, type TestCloud } from './testing.ts';

let cloud: TestCloud;
let stacks: ReturnType<typeof createStacks>;

beforeAll(async () => {
  cloud = await startTestCloud();
  stacks = createStacks(cloud.client);
});
afterAll(() => cloud?.stop());

/** The documents that an operation was called with since `from`. */
const sent = (operation: string, from = 0) =>
  cloud.calls.slice(from).flatMap((call) => (call.operation === operation ? [call.document] : []));

describe('Glue and Athena are one service behind the one endpoint', () => {
  test('requests of clients reach it, and its answers come back', async () => {
    cloud.answer('AWSGlue.StartJobRun', { JobRunId: 'jr_1' });
    cloud.answer('AmazonAthena.StartQueryExecution', { QueryExecutionId: 'q-1' });

    const run = await new GlueClient(cloud.client).send(
      new StartJobRunCommand({ JobName: 'job', Arguments: { '--k': 'v' } }),
    );
    const query = await new AthenaClient(cloud.client).send(
      new StartQueryExecutionCommand({ QueryString: 'SELECT 1' }),
    );

    expect(run.JobRunId).toBe('jr_1');
    expect(query.QueryExecutionId).toBe('q-1');
    expect(sent('AWSGlue.StartJobRun')).toEqual([{ JobName: 'job', Arguments: { '--k': 'v' } }]);
  });

  test('its errors keep their type', async () => {
    cloud.answer('AWSGlue.GetJobRun', { __type: 'EntityNotFoundException', Message: 'no such run' }, 400);

    await expect(
      new GlueClient(cloud.client).send(new GetJobRunCommand({ JobName: 'job', RunId: 'jr_0' })),
    ).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: 'no such run',
    });
  });

  test('a Lambda reaches it with nothing but AWS_ENDPOINT_URL', async () => {
    const source = `exports.handler = async () => {
  const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSGlue.GetDatabases', 'content-type': 'application/x-amz-json-1.1' },
    body: '{}',
  });
  return { status: answer.status };
};`;
    await stacks.create('caller', { Caller: lambda('caller', source) });
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');

    const { Payload } = await new LambdaClient(cloud.client).send(new InvokeCommand({ FunctionName: 'caller' }));

    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({ status: 200 });
    expect(sent('AWSGlue.GetDatabases')).toHaveLength(1);
  });
});

/** One of each type that the service keeps. */
function catalog(changed: boolean): Resources {
  return {
    Database: {
      Type: 'AWS::Glue::Database',
      Properties: { CatalogId: '000000000000', DatabaseInput: { Name: 'sluice', Description: 'lake' } },
    },
    Table: {
      Type: 'AWS::Glue::Table',
      Properties: {
        CatalogId: '000000000000',
        DatabaseName: { Ref: 'Database' },
        TableInput: {
          Name: 'flights',
          TableType: 'EXTERNAL_TABLE',
          PartitionKeys: [{ Name: 'year', Type: 'string' }],
          StorageDescriptor: { Columns: changed ? [{ Name: 'a', Type: 'string' }] : [] },
        },
      },
    },
    Job: {
      Type: 'AWS::Glue::Job',
      Properties: {
        Name: 'sluice-flights',
        Role: 'arn:aws:iam::000000000000:role/glue',
        Command: { Name: 'glueetl', ScriptLocation: 's3://control/main.py' },
        GlueVersion: '5.1',
        ExecutionProperty: { MaxConcurrentRuns: 4 },
        ExecutionClass: 'STANDARD',
        MaxRetries: 0,
        NumberOfWorkers: changed ? 4 : 2,
        Tags: { dataset: 'flights' },
      },
    },
    WorkGroup: {
      Type: 'AWS::Athena::WorkGroup',
      Properties: {
        Name: 'sluice',
        WorkGroupConfiguration: {
          EnforceWorkGroupConfiguration: true,
          ...(changed ? {} : { BytesScannedCutoffPerQuery: 10_000_000 }),
          ResultConfiguration: { OutputLocation: `s3://results/${changed ? 'new' : 'old'}/` },
        },
      },
    },
    Partition: {
      Type: 'AWS::Glue::Partition',
      Properties: {
        CatalogId: '000000000000',
        DatabaseName: 'sluice',
        TableName: 'flights',
        PartitionInput: { Values: ['2025'], Parameters: { rows: changed ? '2' : '1' } },
      },
      DependsOn: ['Table'],
    },
    Query: {
      Type: 'AWS::Athena::NamedQuery',
      Properties: {
        Name: 'count',
        Database: 'sluice',
        QueryString: changed ? 'SELECT 2' : 'SELECT 1',
        WorkGroup: 'sluice',
      },
    },
    Statement: {
      Type: 'AWS::Athena::PreparedStatement',
      Properties: {
        StatementName: 'by_day',
        WorkGroup: 'sluice',
        QueryStatement: changed ? 'SELECT ? + 1' : 'SELECT ?',
      },
    },
  };
}

describe('CloudFormation’s Glue and Athena types live in the service', () => {
  test('create sends every property, and names come back as references', async () => {
    cloud.answer('AmazonAthena.CreateNamedQuery', { NamedQueryId: 'nq-1' });

    const outcome = await stacks.create('catalog', catalog(false), {
      Database: { Ref: 'Database' },
      Job: { Ref: 'Job' },
      WorkGroup: { Ref: 'WorkGroup' },
      Query: { Ref: 'Query' },
    });

    expect(outcome).toMatchObject({
      status: 'CREATE_COMPLETE',
      outputs: { Database: 'sluice', Job: 'sluice-flights', WorkGroup: 'sluice', Query: 'nq-1' },
    });
    expect(sent('AWSGlue.CreateDatabase')).toEqual([{ DatabaseInput: { Name: 'sluice', Description: 'lake' } }]);
    expect(sent('AWSGlue.CreateTable')).toMatchObject([
      { DatabaseName: 'sluice', TableInput: { PartitionKeys: [{ Name: 'year' }] } },
    ]);
    expect(sent('AWSGlue.CreateJob')).toMatchObject([
      {
        Name: 'sluice-flights',
        ExecutionProperty: { MaxConcurrentRuns: 4 },
        ExecutionClass: 'STANDARD',
        Tags: { dataset: 'flights' },
      },
    ]);
    expect(sent('AmazonAthena.CreateWorkGroup')).toMatchObject([
      { Name: 'sluice', Configuration: { BytesScannedCutoffPerQuery: 10_000_000 } },
    ]);
    expect(sent('AWSGlue.CreatePartition')).toMatchObject([
      { DatabaseName: 'sluice', TableName: 'flights', PartitionInput: { Values: ['2025'] } },
    ]);
    expect(sent('AmazonAthena.CreatePreparedStatement')).toMatchObject([
      { StatementName: 'by_day', QueryStatement: 'SELECT ?' },
    ]);
  });

  test('update sends differences in the words of each operation', async () => {
    const from = cloud.calls.length;
    cloud.answer('AmazonAthena.CreateNamedQuery', { NamedQueryId: 'nq-2' });

    const outcome = await stacks.update('catalog', catalog(true), { Query: { Ref: 'Query' } });

    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: { Query: 'nq-2' } });
    expect(sent('AWSGlue.UpdateDatabase', from)).toEqual([]);
    expect(sent('AWSGlue.UpdateTable', from)).toMatchObject([
      { TableInput: { Name: 'flights', StorageDescriptor: { Columns: [{ Name: 'a' }] } } },
    ]);
    expect(sent('AWSGlue.UpdateJob', from)).toMatchObject([
      { JobName: 'sluice-flights', JobUpdate: { NumberOfWorkers: 4, MaxRetries: 0 } },
    ]);
    expect(sent('AWSGlue.UpdateJob', from)[0]?.['JobUpdate']).not.toHaveProperty('Name');
    expect(sent('AWSGlue.UpdatePartition', from)).toMatchObject([
      { PartitionValueList: ['2025'], PartitionInput: { Parameters: { rows: '2' } } },
    ]);
    expect(sent('AmazonAthena.UpdateWorkGroup', from)).toMatchObject([
      {
        WorkGroup: 'sluice',
        ConfigurationUpdates: {
          ResultConfigurationUpdates: { OutputLocation: 's3://results/new/' },
          RemoveBytesScannedCutoffPerQuery: true,
        },
      },
    ]);
    expect(sent('AmazonAthena.UpdatePreparedStatement', from)).toMatchObject([{ QueryStatement: 'SELECT ? + 1' }]);
    // A named query has no update: the new one is made, the old one goes.
    expect(sent('AmazonAthena.DeleteNamedQuery', from)).toEqual([{ NamedQueryId: 'nq-1' }]);
  });

  test('a name that the template leaves out is made up once and stays', async () => {
    const job = (workers: number): Resources => ({
      Unnamed: {
        Type: 'AWS::Glue::Job',
        Properties: {
          Role: 'r',
          Command: { Name: 'glueetl', ScriptLocation: 's3://control/main.py' },
          NumberOfWorkers: workers,
        },
      },
    });
    const from = cloud.calls.length;

    const created = await stacks.create('unnamed', job(2), { Name: { Ref: 'Unnamed' } });
    const updated = await stacks.update('unnamed', job(3), { Name: { Ref: 'Unnamed' } });

    expect(created.outputs['Name']).toMatch(/^unnamed-Unnamed-/);
    expect(updated.outputs['Name']).toBe(created.outputs['Name']);
    expect(sent('AWSGlue.UpdateJob', from)).toMatchObject([{ JobName: created.outputs['Name'] }]);
  });

  test('a new name is a replacement: the new one is made before the old one goes', async () => {
    const database = (name: string): Resources => ({
      Renamed: {
        Type: 'AWS::Glue::Database',
        Properties: { CatalogId: '000000000000', DatabaseInput: { Name: name } },
      },
    });
    await stacks.create('renamed', database('one'));
    const from = cloud.calls.length;

    await stacks.update('renamed', database('two'));

    expect(cloud.calls.slice(from)).toEqual([
      { operation: 'AWSGlue.CreateDatabase', document: { DatabaseInput: { Name: 'two' } } },
      { operation: 'AWSGlue.DeleteDatabase', document: { Name: 'one' } },
    ]);
  });

  test('what the service refuses fails the stack with its words, and is rolled back', async () => {
    cloud.answer(
      'AWSGlue.CreateJob',
      { __type: 'InvalidInputException', Message: 'GlueVersion 9.9 is not known' },
      400,
    );

    const outcome = await stacks.create('refused', {
      Job: {
        Type: 'AWS::Glue::Job',
        Properties: { Name: 'refused', Role: 'r', Command: { Name: 'glueetl' }, GlueVersion: '9.9' },
      },
    });

    expect(outcome.status).toBe('ROLLBACK_COMPLETE');
    expect(outcome.reason).toContain('GlueVersion 9.9 is not known');
    cloud.answer('AWSGlue.CreateJob', {});
  });

  test('delete takes all of them away, and does not mind what is gone already', async () => {
    cloud.answer('AWSGlue.DeleteTable', { __type: 'EntityNotFoundException', Message: 'gone' }, 400);
    const from = cloud.calls.length;

    await stacks.remove('catalog');

    expect(cloud.calls.slice(from).map((call) => call.operation)).toEqual(
      expect.arrayContaining([
        'AWSGlue.DeleteDatabase',
        'AWSGlue.DeleteTable',
        'AWSGlue.DeleteJob',
        'AWSGlue.DeletePartition',
        'AmazonAthena.DeleteWorkGroup',
        'AmazonAthena.DeleteNamedQuery',
        'AmazonAthena.DeletePreparedStatement',
      ]),
    );
    expect(sent('AmazonAthena.DeleteNamedQuery', from)).toEqual([{ NamedQueryId: 'nq-2' }]);
  });
});
