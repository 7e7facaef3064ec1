import { type Clients, clientsOf, type Lake } from '@sluice/lake/folder';
import { startService } from '@sluice/lake/local';
import { CliError } from '@sluice/terminal';

/** The local Glue and Athena service of a lake, while a command needs it. */
export interface Service {
  readonly endpoint: string;
  readonly clients: Clients;
}

/** How a service is started. */
export interface ServiceOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly port?: number | undefined;
  /** Use the service that serves the lake already, if there is one. Only for commands that start no job. */
  readonly attach?: boolean;
}

/** Starts the service of a lake, works with it, and stops it with everything that it runs, however the work ends. */
export async function withService<T>(
  lake: Lake,
  options: ServiceOptions,
  use: (service: Service) => Promise<T>,
): Promise<T> {
  const { environment, port = 0, attach = false } = options;
  const service = await startService({ lake: lake.root, port, attach, environment });
  const { endpoint } = service.ready;
  const clients = clientsOf(endpoint);
  try {
    return await use({ endpoint, clients });
  } catch (error) {
    // Whatever a client says of an endpoint that is gone, this is why.
    throw service.isGone() ? service.failure() : error;
  } finally {
    clients.close();
    await service.stop();
  }
}

/** A port as it was typed. */
export function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new CliError('SLC8001', `"${text}" is no port`, { fix: 'A port is a number from 0 (any free one) to 65535.' });
}
