import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gatewayS3 } from '../objects/objects-s3.ts';

/** As much of S3 as a lake's objects need, in memory, with a note of every request. */
export interface FakeS3 {
  readonly client: ReturnType<typeof gatewayS3>;
  readonly endpoint: string;
  /** `GET /bucket/key` and so on, in order. */
  readonly requests: string[];
  /** Targets and bodies of requests of the JSON protocol. */
  readonly calls: { readonly target: string; readonly headers: IncomingMessage['headers']; readonly body: unknown }[];
  put(bucket: string, key: string, content: string | Buffer): void;
  /** The next download breaks off after so many bytes. */
  breakOffAfter(bytes: number): void;
  close(): Promise<void>;
}

const PAGE = 3;

/** Starts it. */
export async function startFakeS3(): Promise<FakeS3> {
  const buckets = new Map<string, Map<string, Buffer>>();
  const requests: string[] = [];
  const calls: FakeS3['calls'] = [];
  let breakOff: number | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const target = request.headers['x-amz-target'];
    if (target !== undefined) {
      calls.push({ target: String(target), headers: request.headers, body: JSON.parse(body.toString('utf8')) });
      response.end('{}');
      return;
    }
    const url = new URL(request.url ?? '', 'http://x');
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = rest.join('/');
    requests.push(`${request.method} /${bucket}/${key}`);
    const objects = buckets.get(bucket);
    if (objects === undefined) return refuse(response, 404, 'NoSuchBucket');
    if (request.method === 'PUT') {
      objects.set(key, body);
      response.setHeader('etag', tagOf(body));
      response.end();
    } else if (key === '') list(response, url, objects);
    else read(request, response, objects.get(key));
  });
  const read = (request: IncomingMessage, response: ServerResponse, content: Buffer | undefined) => {
    if (content === undefined) return refuse(response, 404, 'NoSuchKey');
    const wanted = request.headers['if-match'];
    if (wanted !== undefined && wanted !== tagOf(content)) return refuse(response, 412, 'PreconditionFailed');
    response.setHeader('etag', tagOf(content));
    response.setHeader('content-length', content.length);
    if (request.method === 'GET' && breakOff !== undefined) {
      response.write(content.subarray(0, breakOff), () => response.destroy());
      breakOff = undefined;
    } else response.end(request.method === 'HEAD' ? undefined : content);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = gatewayS3(endpoint, 'us-east-1');
  return {
    client,
    endpoint,
    requests,
    calls,
    put: (bucket, key, content) => {
      const objects = buckets.get(bucket) ?? new Map<string, Buffer>();
      buckets.set(bucket, objects.set(key, Buffer.from(content)));
    },
    breakOffAfter: (bytes) => {
      breakOff = bytes;
    },
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function list(response: ServerResponse, url: URL, objects: ReadonlyMap<string, Buffer>): void {
  const prefix = url.searchParams.get('prefix') ?? '';
  const after = url.searchParams.get('continuation-token') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, PAGE);
  const contents = page.map((key) => {
    const content = objects.get(key) ?? Buffer.alloc(0);
    const tag = tagOf(content).replaceAll('"', '&quot;');
    return (
      `<Contents><Key>${key}</Key><Size>${content.length}</Size><ETag>${tag}</ETag>` +
      '<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>'
    );
  });
  const more =
    keys.length > PAGE
      ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${page.at(-1)}</NextContinuationToken>`
      : '';
  response.setHeader('content-type', 'application/xml');
  response.end(`<ListBucketResult>${contents.join('')}${more}</ListBucketResult>`);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function tagOf(content: Buffer): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}
