import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { GetDatabasesCommand } from '@aws-sdk/client-glue';
import { findService, startService } from '@sluice/lake/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLake, type TestLake } from '../testing/lake.ts';
import { startLocalCloud } from './service.ts';

let lake: TestLake;

beforeAll(async () => {
  lake = await openTestLake();
});
afterAll(async () => lake.close());

interface Answer {
  readonly status: number;
  readonly body: string;
}

function post(headers: Record<string, string>, body = '{}', method = 'POST'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      lake.cloud.endpoint,
      { method, headers: { 'x-amz-target': 'AWSGlue.GetDatabases', ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the door', () => {
  it('is 127.0.0.1', () => {
    expect(lake.cloud.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('refuses another Host, a web page, another method, no JSON and too much', async () => {
    expect((await post({})).status).toBe(200);
    expect((await post({ host: 'evil.example:80' })).status).toBe(403);
    expect((await post({ origin: 'http://evil.example' })).status).toBe(403);
    expect((await post({}, '', 'GET')).status).toBe(404);
    expect((await post({}, '[1')).body).toContain('SerializationException');
    expect((await post({}, '[]')).body).toContain('SerializationException');
    expect((await post({ 'x-amz-target': 'AWSGlue.__proto__' })).body).toContain('UnknownOperationException');
    expect((await post({ 'content-length': String(9 * 1024 * 1024) }, '').catch(() => ({ status: 413 }))).status).toBe(
      413,
    );
  });
});

describe('one service per lake', () => {
  const options = () => ({ lake: lake.folder, python: 'python3', glueSource: join(lake.folder, 'source') });

  it('a second one is refused, or attaches to the first', async () => {
    await expect(startLocalCloud(options())).rejects.toMatchObject({
      code: 'SLC6002',
      message: expect.stringContaining(lake.cloud.endpoint),
    });
    const attached = await startService({ ...options(), attach: true });
    await attached.stop();

    expect(attached.ready.endpoint).toBe(lake.cloud.endpoint);
    expect(findService(lake.folder)).toBe(lake.cloud.endpoint);
    expect((await lake.glue.send(new GetDatabasesCommand({}))).DatabaseList).toHaveLength(1);
  });

  it('one that is just starting is waited for', async () => {
    const folder = join(lake.folder, 'starting');
    const first = startLocalCloud({ ...options(), lake: folder });
    const second = startService({ ...options(), lake: folder, attach: true });

    expect((await second).ready.endpoint).toBe((await first).endpoint);
    await (await first).stop();
  });

  it('the lock of a process that is gone, or of its pid used again, is taken over', async () => {
    await lake.cloud.stop();
    for (const stale of [{ pid: 4_000_000, started: '1' }, { pid: process.pid, started: '1' }, 'half a fi']) {
      writeFileSync(
        join(lake.folder, 'service/lock.json'),
        typeof stale === 'string' ? stale : JSON.stringify({ ...stale, endpoint: 'http://127.0.0.1:1' }),
      );
      expect(findService(lake.folder)).toBeUndefined();
      const cloud = await startLocalCloud(options());
      expect(JSON.parse(readFileSync(join(lake.folder, 'service/lock.json'), 'utf8'))).toMatchObject({
        pid: process.pid,
        endpoint: cloud.endpoint,
      });
      await cloud.stop();
    }
    expect(existsSync(join(lake.folder, 'service/lock.json'))).toBe(false);
    await lake.restart();
  });

  it('says which port is taken, what is missing, and what cannot be written', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const other = join(lake.folder, 'other');
    mkdirSync(other);
    writeFileSync(join(lake.folder, 'file'), '');

    await expect(
      startLocalCloud({ ...options(), lake: other, port: (taken.address() as AddressInfo).port }),
    ).rejects.toMatchObject({
      code: 'SLC6001',
    });
    await expect(startLocalCloud({ ...options(), lake: other, glueSource: '/nowhere' })).rejects.toMatchObject({
      code: 'SLC6005',
    });
    await expect(startLocalCloud({ ...options(), lake: other, python: '/nowhere/python' })).rejects.toMatchObject({
      code: 'SLC6005',
    });
    await expect(startLocalCloud({ ...options(), lake: join(lake.folder, 'file') })).rejects.toMatchObject({
      code: 'SLC6004',
    });
    expect(existsSync(join(other, 'service/lock.json'))).toBe(false);
    taken.close();
  });
});
