import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A gateway in front of a lake that lets one answer never arrive. */
export interface KillingGateway {
  readonly endpoint: string;
  /** Resolves when the request was carried out by the lake and its answer was kept back. */
  readonly struck: Promise<void>;
  close(): void;
}

/**
 * Hands everything on to the lake, but the answer to the first request with this operation: when the lake has carried
 * it out, `strike` is called, and whoever asked never hears of it. That is the moment between StartJobRun and the next
 * write.
 */
export async function killingGateway(endpoint: string, operation: string, strike: () => void): Promise<KillingGateway> {
  const upstream = new URL(endpoint);
  let hit: () => void = () => {};
  const struck = new Promise<void>((resolve) => {
    hit = resolve;
  });
  let isArmed = true;
  const server: Server = createServer((incoming, outgoing) => {
    const target = String(incoming.headers['x-amz-target'] ?? '');
    const isHit = isArmed && target.endsWith(`.${operation}`);
    if (isHit) isArmed = false;
    const { method, url, headers } = incoming;
    const passed = request({ host: upstream.hostname, port: upstream.port, method, path: url, headers }, (answer) => {
      if (!isHit) {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      answer.resume();
      answer.once('end', () => {
        strike();
        outgoing.destroy();
        hit();
      });
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    struck,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
