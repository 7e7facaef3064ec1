import { GlueClient } from '@aws-sdk/client-glue';
import { createQueryClient, type QueryClient } from '@sluice/query';
import { LOCAL_NAME } from './layout.ts';

/** Clients of the local service. */
export interface Clients {
  readonly glue: GlueClient;
  readonly query: QueryClient;
  close(): void;
}

/** Clients that talk to this endpoint and nothing else, with credentials that open nothing. */
export function clientsOf(endpoint: string): Clients {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const glue = new GlueClient({ ...options, maxAttempts: 2 });
  const query = createQueryClient({ ...options, database: LOCAL_NAME, workGroup: LOCAL_NAME });
  return {
    glue,
    query,
    close() {
      glue.destroy();
      query.close();
    },
  };
}
