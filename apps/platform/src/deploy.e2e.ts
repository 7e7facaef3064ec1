import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CHECKOUT } from './checkout.ts';
import { synthesize } from './synthesize.ts';
import { withWorkFolder } from './work-folder.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** An account of which only what `deploy` asks before it deploys is there: who it is, and its parameters. */
let server: Server;
let parameters: Record<string, string>;
/** Whether the account lets us list its parameters. */
let isOpen: boolean;
let asked: string[];
/** Batches that lie where an older release kept them. */
let oldBatches: readonly string[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.url?.includes('list-type=2')) {
      const prefixes = oldBatches.map((id) => `<CommonPrefixes><Prefix>batches/${id}/</Prefix></CommonPrefixes>`);
      response
        .setHeader('content-type', 'application/xml')
        .end(`<ListBucketResult>${prefixes.join('')}</ListBucketResult>`);
      return;
    }
    const target = String(request.headers['x-amz-target'] ?? new URLSearchParams(body).get('Action'));
    asked.push(target);
    if (target === 'GetCallerIdentity') {
      const result = `<GetCallerIdentityResult><Account>${ACCOUNT}</Account></GetCallerIdentityResult>`;
      response
        .setHeader('content-type', 'text/xml')
        .end(`<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>`);
      return;
    }
    if (target === 'AmazonSSM.GetParametersByPath') {
      const { Path, NextToken = '0' } = JSON.parse(body) as { Path: string; NextToken?: string };
      const names = Object.keys(parameters).filter((name) => name.startsWith(`${Path}/`));
      const at = Number(NextToken);
      const page = {
        // One a page: who does not turn pages sees only the first.
        Parameters: names.slice(at, at + 1).map((Name) => ({ Name })),
        ...(at + 1 < names.length ? { NextToken: String(at + 1) } : {}),
      };
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.statusCode = isOpen ? 200 : 400;
      response.end(JSON.stringify(isOpen ? page : { __type: 'AccessDeniedException', message: 'not yours' }));
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
  isOpen = true;
  asked = [];
  oldBatches = [];
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
const wanted = (target: string, context: Readonly<Record<string, string>> = {}) =>
  withWorkFolder((work) => synthesize({ target, context, work, env: { account: ACCOUNT, region: REGION } }));

test.each(['lake', 'baggage'])('%s: what is deployed already is not deployed again', async (target) => {
  const { digest, digestParameter, stackName } = await wanted(target);
  parameters = { [digestParameter]: digest };

  const { status, output } = await deploy(target);

  expect(output).toBe(
    `${stackName} in account ${ACCOUNT}, ${REGION}\nup to date (digest ${digest.slice(0, 12)}): nothing to deploy\n`,
  );
  expect(status).toBe(0);
  expect(asked).toEqual(['GetCallerIdentity', 'AmazonSSM.GetParameter', 'AmazonSSM.GetParametersByPath']);
});

test.each(['lake', 'baggage'])(
  '%s: a stack whose dataset has left the registry is named, with what to do',
  async (target) => {
    const { digest, digestParameter } = await wanted(target);
    parameters = {
      '/sluice/old_orders/deployed-digest': 'f'.repeat(64),
      '/sluice/sales/deployed-digest': 'f'.repeat(64),
      '/sluice/returns/deployed-digest': 'f'.repeat(64),
      [digestParameter]: digest,
    };

    const { status, output } = await deploy(target);

    expect(output.split('\n').filter((line) => line.startsWith('warning'))).toEqual([
      'warning SLC9510: old_orders is deployed (sluice-dataset-old-orders) and no contract registers it: ' +
        'docs/runbook.md#orphan',
      'warning SLC9510: returns is deployed (sluice-dataset-returns) and no contract registers it: ' +
        'docs/runbook.md#orphan',
    ]);
    expect(status).toBe(0);
  },
);

test('an account that does not let us look for them is deployed to all the same', async () => {
  const { digest, digestParameter } = await wanted('baggage');
  parameters = { [digestParameter]: digest };
  isOpen = false;

  const { status, output } = await deploy('baggage');

  expect(output).toMatch(
    /nothing to deploy\nwarning SLC9510: datasets that no contract registers were not looked for: /,
  );
  expect(status).toBe(0);
});

test('the bootstrap that is looked for is the one that the stack was synthesized for', async () => {
  const qualifier = '@aws-cdk/core:bootstrapQualifier';
  const { bootstrap, digest } = await wanted('lake', { [qualifier]: 'blue' });
  parameters = { '/cdk-bootstrap/hnb659fds/version': '99' };

  const { status, output } = await deploy('lake', '-c', `${qualifier}=blue`);

  expect(bootstrap.parameter).toBe('/cdk-bootstrap/blue/version');
  expect(output).toContain(`digest ${digest.slice(0, 12)}`);
  expect(output).toContain('error SLC9504: account 111122223333 is not bootstrapped in eu-west-1');
  expect(output).toContain(
    'fix: npx cdk bootstrap aws://111122223333/eu-west-1 --qualifier blue --toolkit-stack-name CDKToolkit-blue\n',
  );
  expect(status).toBe(3);
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

test('a lake of an older release is not deployed over', async () => {
  const { digestParameter } = await wanted('baggage');
  parameters = { [digestParameter]: 'f'.repeat(64), '/cdk-bootstrap/hnb659fds/version': '99' };
  oldBatches = ['0c54bd84ef22138684768c85'];

  const { status, output } = await deploy('baggage');

  expect(output).toContain(
    'error SLC8041: sluice-control-111122223333-eu-west-1 holds batches whose keys name no dataset',
  );
  expect(output).toContain('fix: Drain it with the release that made it');
  expect(status).toBe(2);
});

test('a deployment that CloudFormation refuses ends with its code, and without a stack trace of ours', async () => {
  parameters = { '/cdk-bootstrap/hnb659fds/version': '99' };

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
