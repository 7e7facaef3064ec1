import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Wakes a Lambda up before its schedule does. Best effort: whoever nudges has nothing to lose when it fails. */
export interface Nudge {
  nudge(functionName: string, why: string): Promise<void>;
}

/** Nudges by an asynchronous Invoke with the payload `{ "nudge": "<why>" }`. */
export function createLambdaNudge(client: LambdaClient): Nudge {
  return {
    nudge: async (functionName, why) => {
      const Payload = new TextEncoder().encode(JSON.stringify({ nudge: why }));
      await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
    },
  };
}
