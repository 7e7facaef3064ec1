import { DUMMY_CREDENTIALS, LOCAL_REGION } from './environment.ts';

const PATIENCE_MILLISECONDS = 10_000;

/**
 * One request of AWS's JSON protocol to the lake; undefined when it is refused. Saves the launcher the time to load an
 * SDK for two questions.
 */
export async function askLake(
  endpoint: string,
  service: string,
  target: string,
  body: unknown,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const credential = `${DUMMY_CREDENTIALS.accessKeyId}/20260101/${LOCAL_REGION}/${service}/aws4_request`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  const text = await response.text();
  return response.ok ? (JSON.parse(text) as Record<string, unknown>) : undefined;
}
