import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { BOOTSTRAP_PARAMETER } from './account.ts';
import { CHECKOUT } from './checkout.ts';
import { synthesize } from './synthesize.ts';
import { withWorkFolder } from './work-folder.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** An account of which only what `deploy` asks before it deploys is there: who it is, and its parameters. */
let server: Server;
let parameters: Record<string, string>;
let asked: string[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const target = String(request.headers['x-amz-target'] ?? new URLSearchParams(body).get('Action'));
    asked.push(target);
    if (target === 'GetCallerIdentity') {
      const result = `<GetCallerIdentityResult><Account>${ACCOUNT}</Account></GetCallerIdentityResult>`;
      response
        .setHeader('content-type', 'text/xml')
        .end(`<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>`);
      return;
    }
    const value =
      target === 'AmazonSSM.GetParameter' ? parameters[(JSON.parse(body) as { Name: string }).Name] : undefined;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.statusCode = value === undefined ? 400 : 200;
    response.end(
      JSON.stringify(value === undefined ? { __type: 'ParameterNotFound' } : { Parameter: { Value: value } }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => void server?.close());

beforeEach(() => {
  parameters = {};
  asked = [];
});

async function deploy(
  ...args: readonly string[]
): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [join(CHECKOUT, 'apps', 'platform', 'src', 'deploy.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
    },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output };
}

/** What would be deployed. */
const wanted = (target: string) =>
  withWorkFolder((work) => synthesize({ target, context: {}, work, env: { account: ACCOUNT, region: REGION } }));

test.each(['lake', 'baggage'])('%s: what is deployed already is not deployed again', async (target) => {
  const { digest, digestParameter, stackName } = await wanted(target);
  parameters = { [digestParameter]: digest };

  const { status, output } = await deploy(target);

  expect(output).toBe(
    `${stackName} in account ${ACCOUNT}, ${REGION}\nup to date (digest ${digest.slice(0, 12)}): nothing to deploy\n`,
  );
  expect(status).toBe(0);
  expect(asked).toEqual(['GetCallerIdentity', 'AmazonSSM.GetParameter']);
});

test('another digest is deployed, but not into an account that is not bootstrapped', async () => {
  const { digestParameter } = await wanted('baggage');
  parameters = { [digestParameter]: 'f'.repeat(64) };

  const { status, output } = await deploy('baggage');

  expect(output).toMatch(
    /digest ffffffffffff -> [0-9a-f]{12}\nerror SLC9504: account 111122223333 is not bootstrapped in eu-west-1\n {2}fix: npx cdk bootstrap/,
  );
  expect(status).toBe(3);
});

test('a deployment that CloudFormation refuses ends with its code, and without a stack trace of ours', async () => {
  parameters = { [BOOTSTRAP_PARAMETER]: '99' };

  const { status, output } = await deploy('baggage');

  expect(output).toContain('not deployed yet');
  expect(output).toContain('error SLC9505: sluice-dataset-baggage: cdk deploy ended with 1');
  expect(output).not.toMatch(/\n {4}at .*apps\/platform/);
  expect(status).toBe(3);
});

test('a dataset that there is not is wrong use, and is said before anything is bundled', async () => {
  const { status, output } = await deploy('bagage');

  expect(output).toContain('error SLC9507: "bagage" is no dataset; did you mean "baggage"?');
  expect(status).toBe(2);
});
