import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchGetQueryExecutionCommand,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetQueryRuntimeStatisticsCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  InvalidRequestException,
  ListDatabasesCommand,
  ListQueryExecutionsCommand,
  ListWorkGroupsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena';
import { GetTableCommand } from '@aws-sdk/client-glue';
import { createQueryClient } from '@sluice/query';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable, openTestLake, type TestLake, writeParquet } from '../testing/lake.ts';

let lake: TestLake;
const SLOW =
  'SELECT count(*) FROM UNNEST(sequence(1, 30000)) a(x) CROSS JOIN UNNEST(sequence(1, 300000)) b(y) WHERE ' +
  'x * y % 7 = 3';

beforeAll(async () => {
  lake = await openTestLake();
  await createTable(lake, 't', ['id int', 'pad double'], ['p string']);
  await writeParquet(lake, 't/p=1/x.parquet', 'SELECT i::INTEGER AS id, random() AS pad FROM range(10) t(i)');
  await lake.run('MSCK REPAIR TABLE t');
});

afterAll(async () => lake.close());

async function start(QueryString: string, more: object = {}): Promise<string> {
  const { QueryExecutionId } = await lake.athena.send(
    new StartQueryExecutionCommand({
      QueryString,
      WorkGroup: 'sluice',
      QueryExecutionContext: { Database: 'sluice' },
      ...more,
    }),
  );
  return QueryExecutionId ?? '';
}

async function ended(QueryExecutionId: string) {
  for (;;) {
    const { QueryExecution } = await lake.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    if (!['QUEUED', 'RUNNING'].includes(QueryExecution?.Status?.State ?? '')) return QueryExecution;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

describe('query executions', () => {
  it('a token starts a query once, and another query with it is refused', async () => {
    const ClientRequestToken = 'token-'.padEnd(36, 'x');

    const ids = await Promise.all([1, 2, 3].map(() => start('SELECT 1', { ClientRequestToken })));

    expect(new Set(ids).size).toBe(1);
    await expect(start('SELECT 1', { ClientRequestToken, ExecutionParameters: ['1'] })).rejects.toThrow('Idempotent');
    await expect(start('SELECT 2', { ClientRequestToken })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'Idempotent parameters do not match',
    });
  });

  it('writes the result where the workgroup says, whatever the client asks', async () => {
    const execution = await ended(
      await start("SELECT id, '' AS e, null AS n FROM t WHERE id = 3", {
        ResultConfiguration: { OutputLocation: 's3://raw/elsewhere/' },
      }),
    );

    const location = execution?.ResultConfiguration?.OutputLocation ?? '';
    expect(location).toMatch(/^s3:\/\/service\/results\/[0-9a-f-]+\.csv$/);
    const file = join(lake.folder, location.replace('s3://', ''));
    expect(readFileSync(file, 'utf8')).toBe('"id","e","n"\n"3","",\n');
    expect(JSON.parse(readFileSync(`${file}.metadata`, 'utf8'))).toMatchObject({
      SluicePartitions: [{ table: 't', registered: 1, touched: 1, files: 1 }],
    });
    expect(existsSync(join(lake.folder, 'raw'))).toBe(false);
  });

  it('pages through results with the header first, nulls without a value', async () => {
    const QueryExecutionId = await start('SELECT id, nullif(id, 1) AS n FROM t ORDER BY id');
    await ended(QueryExecutionId);
    const first = await lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId, MaxResults: 3 }));
    const second = await lake.athena.send(
      new GetQueryResultsCommand({ QueryExecutionId, MaxResults: 1000, NextToken: first.NextToken }),
    );

    expect(first.ResultSet?.Rows?.map((row) => row.Data)).toEqual([
      [{ VarCharValue: 'id' }, { VarCharValue: 'n' }],
      [{ VarCharValue: '0' }, { VarCharValue: '0' }],
      [{ VarCharValue: '1' }, {}],
    ]);
    expect(second.ResultSet?.Rows).toHaveLength(8);
    expect(second.NextToken).toBeUndefined();
    expect(first.ResultSet?.ResultSetMetadata?.ColumnInfo?.[0]).toMatchObject({ Name: 'id', Type: 'integer' });
  });

  it('stops a query that runs, and says so', async () => {
    const id = await start(SLOW);
    await expect(lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await new Promise((resolve) => setTimeout(resolve, 300));

    await lake.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));

    expect((await ended(id))?.Status).toMatchObject({
      State: 'CANCELLED',
      StateChangeReason: 'Query cancelled by user',
    });
  });

  it('stops a query in whatever it is doing: waiting, planning, opening files, running', async () => {
    const running = await Promise.all([0, 1, 2, 3].map(() => start(SLOW)));
    const waiting = await start(SLOW);
    await lake.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: waiting }));
    expect((await ended(waiting))?.Status?.State).toBe('CANCELLED');
    const { QueryExecutions } = await lake.athena.send(
      new BatchGetQueryExecutionCommand({ QueryExecutionIds: running }),
    );
    expect(QueryExecutions?.map((item) => item.Status?.State)).toEqual(['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING']);
    for (const [index, id] of running.entries()) {
      await new Promise((resolve) => setTimeout(resolve, index * 15));
      await lake.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    }
    for (const id of running) expect((await ended(id))?.Status?.State).toBe('CANCELLED');
  });

  it('a client stops its query when its time is over', async () => {
    await expect(lake.query.run(SLOW, { timeoutMilliseconds: 200 })).rejects.toMatchObject({ code: 'SLC7004' });
  });

  it('tells statistics and lists queries, newest first', async () => {
    const id = await start("SELECT sum(pad) FROM t WHERE p = '1'");
    const execution = await ended(id);
    const { QueryRuntimeStatistics } = await lake.athena.send(
      new GetQueryRuntimeStatisticsCommand({ QueryExecutionId: id }),
    );
    const { QueryExecutionIds } = await lake.athena.send(
      new ListQueryExecutionsCommand({ WorkGroup: 'sluice', MaxResults: 1 }),
    );
    const batch = await lake.athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: [id, 'nope'] }));

    expect(execution?.Statistics?.DataScannedInBytes).toBeGreaterThan(80);
    expect(execution?.Statistics?.ResultReuseInformation?.ReusedPreviousResult).toBe(false);
    expect(QueryRuntimeStatistics?.Rows).toMatchObject({
      InputBytes: execution?.Statistics?.DataScannedInBytes,
      OutputRows: 1,
    });
    expect(QueryExecutionIds).toEqual([id]);
    expect([batch.QueryExecutions?.length, batch.UnprocessedQueryExecutionIds?.length]).toEqual([1, 1]);
  });

  it('results are there after a restart, and a query that ran is not left running', async () => {
    const finished = await start('SELECT id FROM t WHERE id = 7');
    await ended(finished);
    const running = await start(SLOW);

    await lake.restart();

    const { ResultSet } = await lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId: finished }));
    expect(ResultSet?.Rows?.[1]?.Data).toEqual([{ VarCharValue: '7' }]);
    expect((await ended(running))?.Status?.State).toMatch(/CANCELLED|FAILED/);
  });
});

describe('limits of requests', () => {
  it.each([
    [
      'a page of more than 1,000 rows',
      (id: string) => new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: 1001 }),
    ],
    ['a token that is none', (id: string) => new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: 'bogus' })],
    ['a query that is not there', () => new GetQueryExecutionCommand({ QueryExecutionId: 'nope' })],
    ['more than 50 ids', (id: string) => new BatchGetQueryExecutionCommand({ QueryExecutionIds: Array(51).fill(id) })],
    ['no id', () => new BatchGetQueryExecutionCommand({ QueryExecutionIds: [] })],
    ['a list of more than 50', () => new ListQueryExecutionsCommand({ MaxResults: 51 })],
    ['a short token', () => new StartQueryExecutionCommand({ QueryString: 'SELECT 1', ClientRequestToken: 'short' })],
    ['an unknown workgroup', () => new StartQueryExecutionCommand({ QueryString: 'SELECT 1', WorkGroup: 'nope' })],
  ])('%s is an InvalidRequestException with its code', async (_what, command) => {
    const id = await start('SELECT 1');
    await ended(id);

    const error = await lake.athena.send(command(id) as GetQueryExecutionCommand).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(InvalidRequestException);
    expect(error).toMatchObject({ AthenaErrorCode: 'INVALID_INPUT' });
  });
});

describe('workgroups', () => {
  it('a cut-off stops the wide query and lets the narrow one pass', async () => {
    await writeParquet(lake, 't/p=2/x.parquet', 'SELECT i::INTEGER AS id, random() AS pad FROM range(2000000) t(i)');
    await lake.run('MSCK REPAIR TABLE t');
    const Configuration = {
      ResultConfiguration: { OutputLocation: 's3://service/results/' },
      BytesScannedCutoffPerQuery: 10_485_760,
    };
    await lake.athena.send(new CreateWorkGroupCommand({ Name: 'tight', Configuration }));
    const client = createQueryClient({
      endpoint: lake.cloud.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      database: 'sluice',
      workGroup: 'tight',
    });

    await expect(client.run('SELECT sum(pad) FROM t')).rejects.toMatchObject({
      code: 'SLC7003',
      message: 'Bytes scanned limit was exceeded',
    });
    expect((await client.run("SELECT count(pad) FROM t WHERE p = '1'")).rows).toEqual([[10n]]);
  });

  it('are created, read, changed, listed and deleted', async () => {
    await lake.athena.send(new CreateWorkGroupCommand({ Name: 'mine', Description: 'x' }));
    await expect(start('SELECT 1', { WorkGroup: 'mine' })).rejects.toMatchObject({
      message: expect.stringContaining('No output location provided'),
    });
    await lake.athena.send(
      new UpdateWorkGroupCommand({
        WorkGroup: 'mine',
        ConfigurationUpdates: {
          ResultConfigurationUpdates: { OutputLocation: 's3://results/' },
          BytesScannedCutoffPerQuery: 20_000_000,
        },
      }),
    );
    const { WorkGroup } = await lake.athena.send(new GetWorkGroupCommand({ WorkGroup: 'mine' }));
    const { WorkGroups } = await lake.athena.send(new ListWorkGroupsCommand({}));
    await lake.athena.send(new DeleteWorkGroupCommand({ WorkGroup: 'mine' }));

    expect(WorkGroup?.Configuration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 20_000_000,
      ResultConfiguration: { OutputLocation: 's3://results/' },
    });
    expect(WorkGroups?.map((group) => group.Name)).toEqual(expect.arrayContaining(['mine', 'primary', 'sluice']));
    await expect(lake.athena.send(new GetWorkGroupCommand({ WorkGroup: 'mine' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(
      lake.athena.send(new CreateWorkGroupCommand({ Name: 'low', Configuration: { BytesScannedCutoffPerQuery: 1 } })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});

describe('the catalog through Athena', () => {
  it('runs the DDL that is generated, and shows what it made', async () => {
    await lake.run(`CREATE EXTERNAL TABLE IF NOT EXISTS \`sluice\`.\`made\` (
      \`id\` bigint COMMENT 'it''s the id',
      \`amount\` decimal(10, 2),
      \`_rescued\` string
    )
    COMMENT 'Made here'
    PARTITIONED BY (\`year\` string, \`month\` string)
    STORED AS PARQUET
    LOCATION 's3://processed/made/'
    TBLPROPERTIES ('parquet.compression' = 'ZSTD');`);
    await lake.run(
      "ALTER TABLE made ADD PARTITION (year='2024', month='01') LOCATION 's3://processed/made/year=2024/month=01/' " +
        "PARTITION (year='2024', month='02')",
    );

    expect(await lake.rows('SHOW PARTITIONS made')).toEqual([['year=2024/month=01'], ['year=2024/month=02']]);
    expect(
      (await lake.rows('DESCRIBE made')).map(([line]) =>
        String(line)
          .split('\t')
          .map((part) => part.trim()),
      )[1],
    ).toEqual(['amount', 'decimal(10,2)', '']);
    expect(await lake.rows("SHOW TABLES 'ma*'")).toEqual([['made']]);
    const { TableMetadata } = await lake.athena.send(
      new GetTableMetadataCommand({ CatalogName: 'AwsDataCatalog', DatabaseName: 'sluice', TableName: 'made' }),
    );
    expect(TableMetadata?.PartitionKeys?.map((key) => key.Name)).toEqual(['year', 'month']);
    expect(
      (await lake.athena.send(new ListDatabasesCommand({ CatalogName: 'AwsDataCatalog' }))).DatabaseList?.map(
        (item) => item.Name,
      ),
    ).toEqual(['sluice']);

    await lake.run("ALTER TABLE made DROP PARTITION (month='01')");
    expect(await lake.rows('SELECT * FROM "made$partitions"')).toEqual([['2024', '02']]);
    await lake.run('DROP TABLE made');
    await lake.run('DROP TABLE IF EXISTS made');
    expect((await lake.failure('DROP TABLE made')).message).toMatch(/Table not found made/);
  });

  it('reads the strings of DDL as Hive does, whatever a description holds', async () => {
    const description = `It's a "test" \\ of \`quotes\` -- ; and ñ\nlines`;
    const escaped = description.replace(/[\\']/g, '\\$&');
    await lake.run(`-- Generated: do not edit; it's a comment.
CREATE EXTERNAL TABLE IF NOT EXISTS \`quoted\` (
  \`id\` int COMMENT '${escaped}'
)
COMMENT '${escaped}'
PARTITIONED BY (\`d\` string)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS
  INPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'
  OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
LOCATION 's3://processed/quoted/'
TBLPROPERTIES ('classification' = 'parquet');`);
    const { TableMetadata } = await lake.athena.send(
      new GetTableMetadataCommand({ CatalogName: 'AwsDataCatalog', DatabaseName: 'sluice', TableName: 'quoted' }),
    );
    expect(TableMetadata?.Columns?.[0]?.Comment).toBe(description);

    await lake.run("ALTER TABLE quoted ADD PARTITION (d = 'a/b\\'c')");
    await writeParquet(lake, 'quoted/d=a%2Fb%27c/x.parquet', 'SELECT 1 AS id');
    await writeParquet(lake, 'quoted/d=x%3Ay/x.parquet', 'SELECT 2 AS id');
    await writeParquet(lake, 'quoted/d=none/_temporary/x.parquet', 'SELECT 3 AS id');
    await writeParquet(lake, 'quoted/d=/x.parquet', 'SELECT 4 AS id');
    await lake.run('MSCK REPAIR TABLE quoted');
    expect(await lake.rows('SELECT id, d FROM quoted ORDER BY id')).toEqual([
      [1, "a/b'c"],
      [2, 'x:y'],
    ]);
    expect(await lake.rows('SHOW PARTITIONS quoted')).toEqual([['d=a%2Fb%27c'], ['d=x%3Ay']]);
  });

  it.each(['s3://../raw/x/', '/etc/', 's3://processed/../../etc/', 'file:///etc/', 's3:///x'])(
    'lays nothing at %s',
    async (place) => {
      await expect(
        lake.run(`CREATE EXTERNAL TABLE outside (a int) STORED AS PARQUET LOCATION '${place}'`),
      ).rejects.toThrow('not a valid S3 path');
      await lake.run(
        'CREATE EXTERNAL TABLE IF NOT EXISTS inside (a int) PARTITIONED BY (p string) STORED AS PARQUET LOCATION ' +
          "'s3://processed/in/'",
      );
      await expect(lake.run(`ALTER TABLE inside ADD PARTITION (p = 'x') LOCATION '${place}'`)).rejects.toThrow(
        'not a valid S3 path',
      );
    },
  );

  it('a view is checked when it is made, and has columns', async () => {
    await lake.run('CREATE VIEW seen AS SELECT p AS part, count(*) AS n, avg(pad) AS mean FROM t GROUP BY p');

    const { Table } = await lake.glue.send(new GetTableCommand({ DatabaseName: 'sluice', Name: 'seen' }));
    expect(Table?.StorageDescriptor?.Columns).toEqual([
      { Name: 'part', Type: 'string' },
      { Name: 'n', Type: 'bigint' },
      { Name: 'mean', Type: 'double' },
    ]);
    expect((await lake.failure('CREATE VIEW wrong AS SELECT nope FROM t')).message).toMatch(/^COLUMN_NOT_FOUND/);
    expect((await lake.failure('CREATE VIEW wrong AS SELECT count(*) FROM t')).message).toMatch(
      /^COLUMN_NAME_NOT_SPECIFIED/,
    );
  });

  it('a bucket that is not there is said to be missing', async () => {
    await lake.run("CREATE EXTERNAL TABLE astray (a int) STORED AS PARQUET LOCATION 's3://nowhere/x/'");

    expect((await lake.failure('SELECT * FROM astray')).message).toMatch(
      /^HIVE_FILESYSTEM_ERROR: .*bucket does not exist: nowhere/,
    );
  });
});
