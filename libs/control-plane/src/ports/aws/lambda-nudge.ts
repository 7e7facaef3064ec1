import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Nudge } from '../nudge.ts';

/** Nudges by an asynchronous Invoke with the payload `{ "nudge": "<why>" }`. */
export function createLambdaNudge(client: LambdaClient): Nudge {
  return {
    nudge: async (functionName, why) => {
      const Payload = new TextEncoder().encode(JSON.stringify({ nudge: why }));
      await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
    },
  };
}
