import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Emulator, startEmulator } from '../start-emulator.ts';

/** The Python environment of the checkout. */
export const PYTHON = join(import.meta.dirname, '../../../../../.venv/bin/python');

/** One call that reached the stand-in of Sluice's Glue and Athena service. */
export interface ServiceCall {
  readonly operation: string;
  readonly document: Record<string, unknown>;
}

/** What every AWS client is made with. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * An emulator of a file's own, with a stand-in for the service behind it and a place where Lambdas report what they
 * got.
 */
export interface TestCloud {
  readonly emulator: Emulator;
  readonly client: ClientSettings;
  /** Calls to Glue and Athena, in order. */
  readonly calls: readonly ServiceCall[];
  /** Where a Lambda may POST to; the path is the name under which it is found in `reports`. */
  readonly reportUrl: string;
  readonly runFolder: string;
  /** What was posted under a name, with the time of arrival. */
  reports(name: string): readonly { readonly at: number; readonly body: unknown }[];
  /** What the service answers to an operation from now on; `{}` where nothing is said. */
  answer(operation: string, document: Record<string, unknown>, status?: number): void;
  stop(): Promise<void>;
}

/** Starts both; throws with the emulator's own words where it refuses. */
export async function startTestCloud(): Promise<TestCloud> {
  const home = await mkdtemp(join(tmpdir(), 'sluice-emulator-'));
  // As in a checkout, where the nearest package.json says that `.js` is a module.
  await writeFile(join(home, 'package.json'), '{"type":"module"}');
  const runFolder = join(home, 'run');
  const calls: ServiceCall[] = [];
  const posted = new Map<string, { at: number; body: unknown }[]>();
  const answers = new Map<string, { document: Record<string, unknown>; status: number }>();
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await textOf(request)) || '{}');
    const operation = request.headers['x-amz-target'];
    if (typeof operation !== 'string') {
      const name = (request.url ?? '/').slice(1);
      posted.set(name, [...(posted.get(name) ?? []), { at: Date.now(), body }]);
      return response.end('{}');
    }
    calls.push({ operation, document: body });
    const answer = answers.get(operation) ?? { document: {}, status: 200 };
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    return response.end(JSON.stringify(answer.document));
  });
  const serviceUrl = `http://127.0.0.1:${await listen(server)}`;
  const emulator = await startEmulator({ port: await freePort(), serviceUrl, runFolder, python: PYTHON });
  return {
    emulator,
    client: {
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    calls,
    reportUrl: serviceUrl,
    runFolder,
    reports: (name) => posted.get(name) ?? [],
    answer: (operation, document, status = 200) => void answers.set(operation, { document, status }),
    stop: async () => {
      await emulator.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createSocketServer();
  const port = await listen(server as Server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The first value of `look` that is not undefined; fails after `seconds` with the name of what was waited for. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  seconds = 20,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const value = await look();
    if (value !== undefined) return value;
    await wait(100);
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port on 127.0.0.1');
  return address.port;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
