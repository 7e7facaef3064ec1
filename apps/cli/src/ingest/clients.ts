import { AthenaClient } from '@aws-sdk/client-athena';
import { GlueClient } from '@aws-sdk/client-glue';

/** AWS clients of the local service. */
export interface Clients {
  readonly glue: GlueClient;
  readonly athena: AthenaClient;
  close(): void;
}

/** Clients that talk to this endpoint and nothing else, with credentials that open nothing. */
export function clientsOf(endpoint: string): Clients {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 2 };
  const glue = new GlueClient(options);
  const athena = new AthenaClient(options);
  return {
    glue,
    athena,
    close() {
      glue.destroy();
      athena.destroy();
    },
  };
}
