import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchDeleteTableCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeletePartitionCommand,
  DeleteTableCommand,
  DeleteTableVersionCommand,
  GetDatabaseCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionsCommand,
  SearchTablesCommand,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable, openTestLake, type TestLake } from '../testing/lake.ts';

let lake: TestLake;
const table = { DatabaseName: 'sluice', TableName: 'days' };
const days = Array.from({ length: 250 }, (_item, index) => ({
  Values: ['2024', String(index).padStart(3, '0')],
  StorageDescriptor: { Location: 's3://processed/days/', Columns: [{ Name: 'id', Type: 'int' }] },
}));

beforeAll(async () => {
  lake = await openTestLake();
  await createTable(lake, 'Days', ['id int'], ['year string', 'day int']);
  for (let start = 0; start < days.length; start += 100) {
    const { Errors } = await lake.glue.send(
      new BatchCreatePartitionCommand({ ...table, PartitionInputList: days.slice(start, start + 100) }),
    );
    expect(Errors).toEqual([]);
  }
});
afterAll(async () => lake.close());

async function allPartitions(more: object): Promise<string[]> {
  const values: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await lake.glue.send(new GetPartitionsCommand({ ...table, ...more, NextToken }));
    for (const { Values } of page.Partitions ?? []) values.push(Values?.join('/') ?? '');
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return values;
}

describe('databases and tables', () => {
  it(
    'a table that is named twice in one batch is deleted once, and made again has nothing ' + 'of the old one',
    async () => {
      const of = { DatabaseName: 'sluice', TableName: 'gone' };
      await createTable(lake, 'gone', ['id int'], ['p string']);
      await lake.glue.send(new BatchCreatePartitionCommand({ ...of, PartitionInputList: [{ Values: ['1'] }] }));

      const { Errors } = await lake.glue.send(
        new BatchDeleteTableCommand({ DatabaseName: 'sluice', TablesToDelete: ['Gone', 'gone', 'never'] }),
      );

      expect(Errors?.map((error) => [error.TableName, error.ErrorDetail?.ErrorCode])).toEqual([
        ['never', 'EntityNotFoundException'],
      ]);
      await createTable(lake, 'gone', ['id int'], ['p string']);
      expect((await lake.glue.send(new GetPartitionsCommand(of))).Partitions).toEqual([]);
      expect((await lake.glue.send(new GetTableVersionsCommand(of))).TableVersions).toHaveLength(1);
      await lake.glue.send(new DeleteTableCommand({ DatabaseName: 'sluice', Name: 'gone' }));
    },
  );

  it('names are folded to lower case and found in any', async () => {
    await lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'Other', Description: 'x' } }));

    expect((await lake.glue.send(new GetDatabaseCommand({ Name: 'OTHER' }))).Database).toMatchObject({
      Name: 'other',
      Description: 'x',
    });
    expect((await lake.glue.send(new GetTableCommand({ DatabaseName: 'SLUICE', Name: 'DAYS' }))).Table).toMatchObject({
      Name: 'days',
      VersionId: '0',
    });
    await expect(lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'OTHER' } }))).rejects.toMatchObject(
      {
        name: 'AlreadyExistsException',
      },
    );
    await lake.glue.send(new DeleteDatabaseCommand({ Name: 'other' }));
    await expect(lake.glue.send(new GetDatabaseCommand({ Name: 'other' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: 'Database other not found.',
    });
  });

  it('an update makes a version; a stale one is refused', async () => {
    const update = (VersionId: string | undefined, Description: string) =>
      lake.glue.send(
        new UpdateTableCommand({
          DatabaseName: 'sluice',
          VersionId,
          TableInput: { Name: 'versioned', Description, Parameters: { a: 'b' } },
        }),
      );
    await lake.glue.send(new CreateTableCommand({ DatabaseName: 'sluice', TableInput: { Name: 'versioned' } }));
    await update('0', 'first');
    await update(undefined, 'second');

    await expect(update('1', 'late')).rejects.toMatchObject({ name: 'ConcurrentModificationException' });
    const identity = { DatabaseName: 'sluice', TableName: 'versioned' };
    const { TableVersions } = await lake.glue.send(new GetTableVersionsCommand(identity));
    expect(TableVersions?.map((version) => [version.VersionId, version.Table?.Description])).toEqual([
      ['2', 'second'],
      ['1', 'first'],
      ['0', undefined],
    ]);
    await lake.glue.send(new DeleteTableVersionCommand({ ...identity, VersionId: '1' }));
    expect((await lake.glue.send(new GetTableVersionsCommand({ ...identity, MaxResults: 1 }))).NextToken).toBeDefined();
    await expect(lake.glue.send(new DeleteTableVersionCommand({ ...identity, VersionId: '1' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
    await lake.glue.send(new DeleteTableCommand({ DatabaseName: 'sluice', Name: 'versioned' }));
  });

  it('tables are found by pattern and by search, page by page', async () => {
    for (const name of ['sales_eu', 'sales_us', 'stock']) await createTable(lake, name, ['id int', 'carrier string']);
    const names = async (Expression: string) =>
      (await lake.glue.send(new GetTablesCommand({ DatabaseName: 'sluice', Expression }))).TableList?.map(
        (item) => item.Name,
      );

    expect(await names('sales.*')).toEqual(['sales_eu', 'sales_us']);
    expect(await names('sales*')).toEqual(['sales_eu', 'sales_us']);
    expect(await names('sales_(eu|xx)')).toEqual(['sales_eu']);
    const first = await lake.glue.send(new GetTablesCommand({ DatabaseName: 'sluice', MaxResults: 3 }));
    const second = await lake.glue.send(
      new GetTablesCommand({ DatabaseName: 'sluice', MaxResults: 3, NextToken: first.NextToken }),
    );
    expect([...(first.TableList ?? []), ...(second.TableList ?? [])].map((item) => item.Name)).toEqual([
      'days',
      'sales_eu',
      'sales_us',
      'stock',
    ]);
    expect((await lake.glue.send(new SearchTablesCommand({ SearchText: 'CARRIER' }))).TableList).toHaveLength(3);
    await expect(
      lake.glue.send(new GetTablesCommand({ DatabaseName: 'sluice', NextToken: 'bogus' })),
    ).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });
});

describe('partitions', () => {
  it('come in pages and segments that give each one once', async () => {
    const all = days.map((day) => day.Values.join('/'));
    const segments = await Promise.all(
      [0, 1, 2].map((SegmentNumber) => allPartitions({ Segment: { SegmentNumber, TotalSegments: 3 }, MaxResults: 7 })),
    );

    expect(await allPartitions({ MaxResults: 33 })).toEqual(all);
    expect(segments.flat().sort()).toEqual(all);
    expect(segments.every((segment) => segment.length > 40)).toBe(true);
  });

  it('are filtered by an expression, with and without their columns', async () => {
    expect(await allPartitions({ Expression: "year = '2024' AND day BETWEEN 7 AND 9", MaxResults: 2 })).toEqual([
      '2024/007',
      '2024/008',
      '2024/009',
    ]);
    const { Partitions } = await lake.glue.send(
      new GetPartitionsCommand({ ...table, Expression: 'day = 1', ExcludeColumnSchema: true }),
    );
    expect(Partitions?.[0]?.StorageDescriptor).toEqual({ Location: 's3://processed/days/' });
    await expect(allPartitions({ Expression: 'bogus =' })).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(
      lake.glue.send(new GetPartitionsCommand({ DatabaseName: 'sluice', TableName: 'nope' })),
    ).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });

  it('in a batch each fails by itself', async () => {
    const { Errors } = await lake.glue.send(
      new BatchCreatePartitionCommand({
        ...table,
        PartitionInputList: [
          { Values: ['2025', '1'] },
          { Values: ['2024', '000'] },
          { Values: ['2025'] },
          { Values: ['2025', '1'] },
        ],
      }),
    );

    expect(Errors?.map((error) => [error.PartitionValues?.join('/'), error.ErrorDetail?.ErrorCode])).toEqual([
      ['2024/000', 'AlreadyExistsException'],
      ['2025', 'InvalidInputException'],
      ['2025/1', 'AlreadyExistsException'],
    ]);
    expect(await allPartitions({ Expression: "year = '2025'" })).toEqual(['2025/1']);
  });

  it('beyond the limits of AWS a batch is refused whole', async () => {
    const input = (count: number) =>
      Array.from({ length: count }, (_item, index) => ({ Values: ['2030', String(index)] }));

    await expect(
      lake.glue.send(new BatchCreatePartitionCommand({ ...table, PartitionInputList: input(101) })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('less than or equal to 100'),
    });
    await expect(
      lake.glue.send(new BatchDeletePartitionCommand({ ...table, PartitionsToDelete: input(26) })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(
      lake.glue.send(new CreatePartitionCommand({ ...table, PartitionInput: { Values: ['1'] } })),
    ).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    expect(await allPartitions({ Expression: "year = '2030'" })).toEqual([]);
  });

  it('are read, changed, renamed and removed', async () => {
    await lake.glue.send(
      new CreatePartitionCommand({ ...table, PartitionInput: { Values: ['2026', '1'], Parameters: { n: '1' } } }),
    );
    await lake.glue.send(
      new UpdatePartitionCommand({
        ...table,
        PartitionValueList: ['2026', '1'],
        PartitionInput: { Values: ['2026', '2'], Parameters: { n: '2' } },
      }),
    );
    const { Errors } = await lake.glue.send(
      new BatchUpdatePartitionCommand({
        ...table,
        Entries: [
          { PartitionValueList: ['2026', '2'], PartitionInput: { Values: ['2026', '2'], Parameters: { n: '3' } } },
          { PartitionValueList: ['2026', '9'], PartitionInput: { Values: ['2026', '9'] } },
        ],
      }),
    );
    const { Partition } = await lake.glue.send(new GetPartitionCommand({ ...table, PartitionValues: ['2026', '2'] }));
    const batch = await lake.glue.send(
      new BatchGetPartitionCommand({
        ...table,
        PartitionsToGet: [{ Values: ['2026', '2'] }, { Values: ['2026', '1'] }],
      }),
    );

    expect(Errors).toMatchObject([
      { PartitionValueList: ['2026', '9'], ErrorDetail: { ErrorCode: 'EntityNotFoundException' } },
    ]);
    expect(Partition?.Parameters).toEqual({ n: '3' });
    expect([batch.Partitions?.length, batch.UnprocessedKeys]).toEqual([1, [{ Values: ['2026', '1'] }]]);
    await lake.glue.send(new DeletePartitionCommand({ ...table, PartitionValues: ['2026', '2'] }));
    await expect(
      lake.glue.send(new DeletePartitionCommand({ ...table, PartitionValues: ['2026', '2'] })),
    ).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });

  it('are all there after a restart', async () => {
    const before = await allPartitions({});
    await lake.restart();

    expect(await allPartitions({})).toEqual(before);
  });
});
