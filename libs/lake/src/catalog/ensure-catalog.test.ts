import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchHeadKey } from '@sluice/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clients } from '../folder/clients.ts';
import { lakeAt } from '../folder/layout.ts';
import { committedFile, headOf, manifestOf } from '../read/documents.fixture.ts';
import { ensureCatalog, ensurePartitions } from './ensure-catalog.ts';
import { registeredPartitions } from './registered.ts';

interface Partition {
  readonly Values: readonly string[];
  readonly StorageDescriptor: { readonly Location: string };
}
type Table = { readonly Name: string; StorageDescriptor: object; PartitionKeys: readonly { Name: string }[] };

/** A catalog in memory that pages by two, and what it was asked to change. */
function catalog() {
  let hasDatabase = false;
  const tables = new Map<string, Table>();
  const partitions = new Map<string, Partition[]>();
  const changes: string[] = [];
  const refuse = (name: string) => {
    throw Object.assign(new Error(name), { name });
  };
  let errors: readonly object[] = [];
  const page = <T>(items: readonly T[], token: string | undefined) => {
    const from = Number(token ?? 0);
    return { items: items.slice(from, from + 2), ...(from + 2 < items.length ? { NextToken: String(from + 2) } : {}) };
  };
  // biome-ignore lint/suspicious/noExplicitAny: each command has an input of its own.
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: any }) => {
    const command = name.replace(/Command$/, '');
    if (!command.startsWith('Get')) changes.push(command);
    const own = () => partitions.get(input.TableName) ?? [];
    switch (command) {
      case 'CreateDatabase':
        if (hasDatabase) return refuse('AlreadyExistsException');
        hasDatabase = true;
        return {};
      case 'CreateTable':
        if (tables.has(input.TableInput.Name)) return refuse('AlreadyExistsException');
        tables.set(input.TableInput.Name, input.TableInput);
        return {};
      case 'UpdateTable':
        tables.set(input.TableInput.Name, input.TableInput);
        return {};
      case 'GetTable':
        return { Table: tables.get(input.Name) };
      case 'GetTables': {
        if (!hasDatabase) return refuse('EntityNotFoundException');
        const { items: TableList, ...rest } = page([...tables.values()], input.NextToken);
        return { TableList, ...rest };
      }
      case 'GetPartitions': {
        const { items: Partitions, ...rest } = page(own(), input.NextToken);
        return { Partitions, ...rest };
      }
      default:
        partitions.set(input.TableName, [...own(), ...input.PartitionInputList]);
        return { Errors: errors };
    }
  };
  return {
    clients: { glue: { send } } as unknown as Clients,
    tables,
    partitions,
    changes,
    failing(...problems: readonly object[]) {
      errors = problems;
    },
  };
}

const tableText = (...columns: readonly string[]) =>
  JSON.stringify({
    Name: 'sales',
    StorageDescriptor: {
      Columns: columns.map((Name) => ({ Name, Type: 'int' })),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the variable as the generated file has it.
      Location: 's3://${ProcessedBucket}/sales/',
    },
    PartitionKeys: [{ Name: 'year' }, { Name: 'month' }],
    Parameters: { own: 'x' },
  });

describe('database and table', () => {
  it('are made once, in the bucket of the lake; repeating it changes nothing', async () => {
    const { clients, tables, changes } = catalog();
    const dataset = { id: 'sales', planDigest: 'p1', tableText: tableText('a') };

    await ensureCatalog(clients, dataset);
    await ensureCatalog(clients, dataset);

    expect(tables.get('sales')?.StorageDescriptor).toMatchObject({ Location: 's3://processed/sales/' });
    expect(changes).not.toContain('UpdateTable');
  });

  it('follow the contract when its columns change', async () => {
    const { clients, tables } = catalog();
    await ensureCatalog(clients, { id: 'sales', planDigest: 'p1', tableText: tableText('a') });

    await ensureCatalog(clients, { id: 'sales', planDigest: 'p2', tableText: tableText('a', 'b') });

    expect(tables.get('sales')).toMatchObject({
      StorageDescriptor: { Columns: [{ Name: 'a' }, { Name: 'b' }] },
      Parameters: { own: 'x', 'sluice.plan': 'p2' },
    });
  });

  it('that cannot be made for another reason are a failure', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const glue = { send: async () => Promise.reject(denied) };

    await expect(
      ensureCatalog({ glue } as unknown as Clients, { id: 'sales', planDigest: 'p', tableText: tableText('a') }),
    ).rejects.toBe(denied);
  });
});

describe('partitions', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sluice-catalog-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** A lake whose one committed batch has a file in each of these months. */
  function lakeWith(...months: readonly string[]) {
    const manifest = manifestOf();
    const files = months.map((month) =>
      committedFile(`sales/year=2026/month=${month}/x-1-0.parquet`, {
        bucket: 'processed',
        partition: { year: '2026', month },
      }),
    );
    const path = join(root, 'control', batchHeadKey('sales', manifest.batch_id));
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, JSON.stringify(headOf(manifest, { files })));
    return lakeAt(root);
  }

  const ready = async () => {
    const own = catalog();
    await ensureCatalog(own.clients, { id: 'sales', planDigest: 'p', tableText: tableText('a') });
    own.changes.length = 0;
    return own;
  };

  it(
    'that hold committed files are registered, with the values that the batch heads say, in the ' + 'order of the keys',
    async () => {
      const { clients, partitions } = await ready();
      const lake = lakeWith('01', '02');

      expect(await ensurePartitions(clients, lake, 'sales')).toBe(2);
      expect(partitions.get('sales')).toMatchObject([
        { Values: ['2026', '01'], StorageDescriptor: { Location: 's3://processed/sales/year=2026/month=01/' } },
        { Values: ['2026', '02'], StorageDescriptor: { Location: 's3://processed/sales/year=2026/month=02/' } },
      ]);
    },
  );

  it('that are registered are left alone: only what somebody dropped comes back', async () => {
    const { clients, partitions, changes } = await ready();
    const lake = lakeWith('01', '02', '03');
    await ensurePartitions(clients, lake, 'sales');
    partitions.get('sales')?.splice(1, 1);
    changes.length = 0;

    expect(await ensurePartitions(clients, lake, 'sales')).toBe(1);
    expect(await ensurePartitions(clients, lake, 'sales')).toBe(0);
    expect(changes).toEqual(['BatchCreatePartition']);
  });

  it('are registered a hundred at a time', async () => {
    const { clients, changes } = await ready();
    const lake = lakeWith(...Array.from({ length: 201 }, (_, index) => String(index)));

    expect(await ensurePartitions(clients, lake, 'sales')).toBe(201);
    expect(changes).toHaveLength(3);
  });

  it('of a table without committed files are none, whatever it is called', async () => {
    const { clients, changes } = await ready();
    const lake = lakeWith('01');

    expect(await ensurePartitions(clients, lake, 'flights')).toBe(0);
    expect(await ensurePartitions(clients, lake, 'constructor')).toBe(0);
    expect(changes).toEqual([]);
  });

  it(
    'that somebody else registered meanwhile are no problem; another refusal is SLC6117 with ' + 'the partition',
    async () => {
      const { clients, failing } = await ready();
      const problem = (ErrorCode: string) => ({
        PartitionValues: ['2026', '01'],
        ErrorDetail: { ErrorCode, ErrorMessage: 'why' },
      });
      failing(problem('AlreadyExistsException'));
      expect(await ensurePartitions(clients, lakeWith('01'), 'sales')).toBe(1);

      failing(problem('AlreadyExistsException'), problem('InternalServiceException'));
      await expect(ensurePartitions(clients, lakeWith('02'), 'sales')).rejects.toMatchObject({
        code: 'SLC6117',
        message: 'a partition cannot be registered: why',
        place: { file: 'sales/2026/01' },
      });
    },
  );

  it('are read of every table to the last page; one that lies elsewhere keeps its whole location', async () => {
    const { clients, partitions } = await ready();
    await ensurePartitions(clients, lakeWith('01', '02', '03'), 'sales');
    partitions.get('sales')?.push({ Values: ['1', '2'], StorageDescriptor: { Location: 's3://other/x/' } });

    expect([...(await registeredPartitions(clients))]).toEqual([
      [
        'sales',
        [
          { folder: 'year=2026/month=01', values: ['2026', '01'] },
          { folder: 'year=2026/month=02', values: ['2026', '02'] },
          { folder: 'year=2026/month=03', values: ['2026', '03'] },
          { folder: 's3://other/x/', values: ['1', '2'] },
        ],
      ],
    ]);
  });

  it('are none where there is no database', async () => {
    expect([...(await registeredPartitions(catalog().clients))]).toEqual([]);
  });
});
