import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LEDGER_SCHEMA } from '@sluice/protocol';

const PYTHON = join(import.meta.dirname, '../../../../../.venv/bin/python');

/** Whether this machine has the emulator; `npm run setup` brings it. */
export const hasEmulator = (): boolean => existsSync(PYTHON);

/** A loopback AWS of a test's own. */
export interface Emulator extends AsyncDisposable {
  /** What every client of it is made with. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

/** Starts plain ministack on a free port of this machine; its files lie in a folder that goes with it. */
export async function startEmulator(): Promise<Emulator> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-ledger-'));
  const port = await freePort();
  const child = spawn(PYTHON, ['-m', 'ministack'], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      ...process.env,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      LOG_LEVEL: 'WARNING',
      HOME: folder,
      TMPDIR: folder,
    },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(killer);
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilHealthy(child, endpoint);
  } catch (error) {
    await stop();
    throw error;
  }
  const client = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return { client, [Symbol.asyncDispose]: stop };
}

/** Creates the ledger's table as the stack does. */
export async function createLedgerTable(client: DynamoDBClient, name: string): Promise<void> {
  const { partitionKey, sortKey, index } = LEDGER_SCHEMA;
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [partitionKey, sortKey, index.partitionKey, index.sortKey].map((attribute) => ({
        AttributeName: attribute,
        AttributeType: 'S' as const,
      })),
      KeySchema: keys(partitionKey, sortKey),
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: keys(index.partitionKey, index.sortKey),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.nonKeyAttributes] },
        },
      ],
    }),
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

async function untilHealthy(child: ChildProcess, endpoint: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the emulator ended with ${child.exitCode ?? child.signalCode}`);
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the emulator does not answer');
}
