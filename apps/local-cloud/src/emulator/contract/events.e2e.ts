import { setTimeout as wait } from 'node:timers/promises';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStacks, lambda, type Resources, reporting } from './stacks.ts';
import { eventually, startTestCloud, type TestCloud } from './testing.ts';

let cloud: TestCloud;

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** A schedule of a function, every minute. */
const everyMinute = (name: string, state = 'ENABLED'): Resources[string] => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: name,
    ScheduleExpression: 'rate(1 minute)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: state,
    Target: {
      Arn: arn('Ticking'),
      RoleArn: 'arn:aws:iam::000000000000:role/schedule',
      Input: JSON.stringify({ from: name }),
    },
  },
});

const stack = (state = 'ENABLED'): Resources => ({
  Ticking: lambda('ticking', reporting(cloud.reportUrl, 'ticks')),
  Minute: everyMinute('minute'),
  Quiet: everyMinute('quiet', state === 'ENABLED' ? 'DISABLED' : 'ENABLED'),
  Reconcile: lambda('reconcile', reporting(cloud.reportUrl, 'glue')),
  Finished: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        source: ['aws.glue'],
        'detail-type': ['Glue Job State Change'],
        detail: { jobName: ['sluice-flights'], state: ['SUCCEEDED', 'FAILED', 'TIMEOUT', 'STOPPED'] },
      },
      Targets: [{ Id: 'reconcile', Arn: arn('Reconcile') }],
    },
  },
  Stubborn: lambda(
    'stubborn',
    `${reporting(cloud.reportUrl, 'stubborn', 'undefined')}\nconst run = exports.handler; exports.handler = async ` +
      `(event) => { await run(event); if (event.fail) throw new RangeError('again'); };`,
  ),
  Talking: lambda(
    'talking',
    `exports.handler = async () => { console.log(JSON.stringify({ decision: 'QUEUED' })); return process.version; };`,
  ),
});

beforeAll(async () => {
  cloud = await startTestCloud();
  const outcome = await createStacks(cloud.client).create('events', stack());
  expect(outcome).toMatchObject({ status: 'CREATE_COMPLETE' });
});
afterAll(() => cloud?.stop());

const invoke = (FunctionName: string, payload: object, InvocationType: 'Event' | 'RequestResponse' = 'Event') =>
  new LambdaClient(cloud.client).send(
    new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify(payload) }),
  );

const jobState = (jobName: string, state: string) => ({
  Source: 'aws.glue',
  DetailType: 'Glue Job State Change',
  Detail: JSON.stringify({ jobName, state, jobRunId: 'jr_1' }),
});

/** PutEvents as Sluice's service sends it. */
const publishAsAws = (...Entries: object[]) =>
  fetch(cloud.emulator.endpoint, {
    method: 'POST',
    headers: {
      'x-amz-target': 'AWSEvents.PutEvents',
      'content-type': 'application/x-amz-json-1.1',
      'x-sluice-event': '1',
    },
    body: JSON.stringify({ Entries }),
  });

describe.concurrent('what makes functions run', () => {
  test('a schedule runs its function at once, and not again before its time; a disabled one does not', async () => {
    await eventually('a run', () => (cloud.reports('ticks').length >= 1 ? true : undefined));
    await wait(4_000);

    expect(cloud.reports('ticks').map((tick) => tick.body)).toEqual([{ from: 'minute' }]);
  });

  test(
    'a job’s end that the service publishes reaches the function of the rule, other jobs and ' + 'states do not',
    async () => {
      const answer = await publishAsAws(
        jobState('sluice-flights', 'RUNNING'),
        jobState('other', 'SUCCEEDED'),
        jobState('sluice-flights', 'SUCCEEDED'),
      );
      const event = await eventually('the event', () => cloud.reports('glue')[0]);

      expect(await answer.json()).toMatchObject({ FailedEntryCount: 0, Entries: [{}, {}, {}] });
      expect(event.body).toMatchObject({
        version: '0',
        source: 'aws.glue',
        'detail-type': 'Glue Job State Change',
        account: '000000000000',
        region: 'us-east-1',
        detail: { jobName: 'sluice-flights', state: 'SUCCEEDED', jobRunId: 'jr_1' },
      });
      expect(cloud.reports('glue')).toHaveLength(1);
    },
  );

  test('nobody else may speak for AWS', async () => {
    const client = new EventBridgeClient(cloud.client);

    const own = await client.send(
      new PutEventsCommand({ Entries: [{ Source: 'sluice.test', DetailType: 'x', Detail: '{}' }] }),
    );
    const refused = await client.send(new PutEventsCommand({ Entries: [jobState('sluice-flights', 'FAILED')] }));

    expect(own.FailedEntryCount).toBe(0);
    expect(refused).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }] });
  });

  test('an asynchronous call is answered at once; when it fails it is tried twice more', async () => {
    const { StatusCode } = await invoke('stubborn', { fail: true });
    await eventually('three runs', () => (cloud.reports('stubborn').length === 3 ? true : undefined));

    expect(StatusCode).toBe(202);
  });

  test('a synchronous call that fails says what was thrown', async () => {
    const source = `exports.handler = async () => { throw new RangeError('too many'); };`;
    await createStacks(cloud.client).create('failing', { Failing: lambda('failing', source) });

    const { FunctionError, Payload } = await invoke('failing', {}, 'RequestResponse');

    expect(FunctionError).toBeDefined();
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({ errorMessage: 'too many' });
  });

  test('what a function prints is in its log group, one event per line', async () => {
    await invoke('talking', {}, 'RequestResponse');

    const logs = new CloudWatchLogsClient(cloud.client);
    const message = await eventually('the line', async () => {
      const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/talking' }));
      return events?.find((event) => event.message?.startsWith('{'))?.message;
    });

    expect(JSON.parse(message)).toEqual({ decision: 'QUEUED' });
  });

  test('parameters are written, overwritten and read', async () => {
    const client = new SSMClient(cloud.client);
    const put = (Value: string, Overwrite: boolean) =>
      client.send(new PutParameterCommand({ Name: '/sluice/digest', Type: 'String', Value, Overwrite }));

    await put('one', false);
    await expect(put('two', false)).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    await put('three', true);

    expect((await client.send(new GetParameterCommand({ Name: '/sluice/digest' }))).Parameter?.Value).toBe('three');
    await expect(client.send(new GetParameterCommand({ Name: '/sluice/none' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
  });
});

test('a schedule that an update enables begins at once, one that it disables is silent', async () => {
  const before = cloud.reports('ticks').length;

  await createStacks(cloud.client).update('events', stack('DISABLED'));

  const tick = await eventually('the other schedule', () => cloud.reports('ticks')[before]);
  expect(tick.body).toEqual({ from: 'quiet' });
});
