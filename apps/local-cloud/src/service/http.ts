import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalCloudError } from '../errors.ts';
import { AwsError } from './aws-error.ts';
import { isJson, type Json } from './input.ts';

/** One operation of a service: a request's members in, a response's members out. */
export type Operation = (members: Json) => unknown;

/** Operations by their target, such as `AWSGlue.GetTable`. */
export type Operations = ReadonlyMap<string, Operation>;

/** A listening server. */
export interface HttpEndpoint {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Larger than any request that AWS accepts for these operations, small enough to hold in memory. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Serves AWS JSON 1.1 on 127.0.0.1 only. */
export async function listen(port: number, operations: Operations, onRequest?: () => void): Promise<HttpEndpoint> {
  const server = createServer((request, response) => {
    onRequest?.();
    void answer(request, response, operations, (server.address() as AddressInfo).port);
  });
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(startError(error, port)));
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  operations: Operations,
  port: number,
): Promise<void> {
  try {
    checkOrigin(request, port);
    const body = await readBody(request);
    if (request.method !== 'POST') throw new AwsError('UnknownOperationException', 'Only POST is supported', {}, 404);
    const target = String(request.headers['x-amz-target'] ?? '');
    const operation = operations.get(target);
    if (operation === undefined)
      throw new AwsError('UnknownOperationException', `Unknown operation ${target.slice(0, 200)}`);
    const members = parseBody(body);
    send(response, 200, (await operation(members)) ?? {});
  } catch (error) {
    sendError(response, error, request);
  }
}

/**
 * Only a caller on this machine that means us: a web page can make a browser send requests to 127.0.0.1 (its Origin
 * gives it away), or point its own host name at 127.0.0.1 (its Host header gives it away).
 */
function checkOrigin(request: IncomingMessage, port: number): void {
  const host = request.headers.host ?? '';
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(host))
    throw new AwsError('AccessDeniedException', 'Host header is not this service', {}, 403);
  if (request.headers.origin !== undefined)
    throw new AwsError('AccessDeniedException', 'Requests of web pages are refused', {}, 403);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const tooLarge = (): AwsError =>
    new AwsError('RequestEntityTooLargeException', `A request may have ${MAX_BODY_BYTES} bytes`, {}, 413);
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseBody(body: Buffer): Json {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON');
  }
  if (!isJson(value)) throw new AwsError('SerializationException', 'The request body is not a JSON object');
  return value;
}

function sendError(response: ServerResponse, error: unknown, request: IncomingMessage): void {
  if (error instanceof AwsError) {
    if (error.status === 413 || error.status === 403) response.setHeader('connection', 'close');
    send(
      response,
      error.status,
      { __type: error.type, Message: error.message, message: error.message, ...error.members },
      error.type,
    );
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const type = String(request.headers['x-amz-target'] ?? '').startsWith('AmazonAthena.')
    ? 'InternalServerException'
    : 'InternalServiceException';
  send(response, 500, { __type: type, Message: message, message }, type);
}

function send(response: ServerResponse, status: number, value: unknown, errorType?: string): void {
  if (response.destroyed || response.headersSent) return;
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    'content-length': Buffer.byteLength(body),
    ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
  });
  response.end(body);
}

function startError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new LocalCloudError('SLC6001', `port ${port} of 127.0.0.1 is taken`, { cause: error });
  if (error.code === 'EACCES')
    return new LocalCloudError('SLC6001', `port ${port} of 127.0.0.1 may not be used`, { cause: error });
  return error;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    // Idle keep-alive connections of SDK clients would hold the server open.
    server.closeAllConnections();
  });
}
