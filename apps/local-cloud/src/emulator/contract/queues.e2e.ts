import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStacks, lambda, type Resources } from './stacks.ts';
import { eventually, startTestCloud, type TestCloud } from './testing.ts';

interface Batch {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: {
      readonly ApproximateReceiveCount: string;
      readonly ApproximateFirstReceiveTimestamp: string;
    };
  }[];
}

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** A queue with dead letters, and a function that reports each batch before it does `body`. */
function pipe(
  name: string,
  report: string,
  body: string,
  mapping: Record<string, unknown> = {},
  visibility = 1,
  receives = 2,
): Resources {
  const source = `exports.handler = async (event, context) => {
  const report = (what) => fetch(${JSON.stringify(report)} + what, { method: 'POST', body: JSON.stringify(event) });
  await report('${name}');
  ${body}
};`;
  return {
    [`${name}Dead`]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${name}-dlq` } },
    [`${name}Queue`]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: name,
        VisibilityTimeout: visibility,
        RedrivePolicy: { deadLetterTargetArn: arn(`${name}Dead`), maxReceiveCount: receives },
      },
    },
    [`${name}Function`]: lambda(name, source),
    [`${name}Mapping`]: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arn(`${name}Queue`),
        FunctionName: { Ref: `${name}Function` },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ...mapping,
      },
    },
  };
}

const FAIL_POISON =
  `return { batchItemFailures: event.Records.filter((r) => r.body.startsWith('poison')).map((r) ` +
  '=> ({ itemIdentifier: r.messageId })) };';
/** As intake does it: a failed record comes back sooner than the queue's visibility says. */
const SOONER = `for (const record of event.Records) {
    await fetch(process.env.AWS_ENDPOINT_URL, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.ChangeMessageVisibility', 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ QueueUrl: process.env.AWS_ENDPOINT_URL + '/000000000000/sooner', ReceiptHandle: record.receiptHandle, VisibilityTimeout: 1 }),
    });
  }
  return { batchItemFailures: event.Records.map((r) => ({ itemIdentifier: r.messageId })) };`;

let cloud: TestCloud;
let sqs: SQSClient;

beforeAll(async () => {
  cloud = await startTestCloud();
  sqs = new SQSClient(cloud.client);
  const url = `${cloud.reportUrl}/`;
  const outcome = await createStacks(cloud.client).create('queues', {
    ...pipe('wide', url, 'return {};', { BatchSize: 50, MaximumBatchingWindowInSeconds: 3 }, 60),
    ...pipe('partial', url, FAIL_POISON, { BatchSize: 10 }, 5),
    ...pipe('thrown', url, `throw new TypeError('injected');`, { BatchSize: 1 }, 5),
    ...pipe('sooner', url, SOONER, { BatchSize: 1 }, 600, 3),
    ...pipe(
      'slow',
      url,
      `await new Promise((r) => setTimeout(r, 400)); await report('slow-done'); return {};`,
      { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
      30,
    ),
  });
  expect(outcome.status).toBe('CREATE_COMPLETE');
  // A cold start on a busy machine may outlast a queue's visibility; then messages rightly come twice.
  const empty = JSON.stringify({ Records: [] });
  await new LambdaClient(cloud.client).send(new InvokeCommand({ FunctionName: 'partial', Payload: empty }));
});
afterAll(() => cloud?.stop());

const urlOf = async (QueueName: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
const send = async (queue: string, bodies: readonly string[]) => {
  const QueueUrl = await urlOf(queue);
  const tens = Array.from({ length: Math.ceil(bodies.length / 10) }, (_, i) => bodies.slice(10 * i, 10 * i + 10));
  await Promise.all(
    tens.map((ten) => {
      const Entries = ten.map((MessageBody, n) => ({ Id: `${n}`, MessageBody }));
      return sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }),
  );
};
const depth = async (queue: string) => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: await urlOf(queue),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return [Attributes?.ApproximateNumberOfMessages, Attributes?.ApproximateNumberOfMessagesNotVisible].map(Number);
};
const batches = (name: string) => cloud.reports(name).map(({ at, body }) => ({ at, records: (body as Batch).Records }));
const until = (queue: string, what: readonly number[]) =>
  eventually(`${queue} holds ${what}`, async () => (`${await depth(queue)}` === `${what}` ? true : undefined));
const sum = async (MetricName: string, name: string) => {
  const { Datapoints } = await new CloudWatchClient(cloud.client).send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: name }],
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 3600,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints?.reduce((total, point) => total + (point.Sum ?? 0), 0);
};

// Together, because most of each is waiting.
describe.concurrent('a queue that feeds a function', () => {
  test('batches grow beyond ten; what is fewer waits for the window; every message comes once', async () => {
    const bodies = Array.from({ length: 120 }, (_, i) => `${i}`);

    await send('wide', bodies);
    await eventually('all messages', () =>
      batches('wide').flatMap((batch) => batch.records).length >= 120 ? true : undefined,
    );
    const got = batches('wide');
    await until('wide', [0, 0]);

    expect(got.map((batch) => batch.records.length).sort()).toEqual([20, 50, 50]);
    expect(new Set(got.flatMap((batch) => batch.records.map((record) => record.body)))).toEqual(new Set(bodies));
    // By the queue's own clock, for a function may start late. The rest is alone in the queue once the second batch has
    // left it.
    const taken = got.map((batch) => Number(batch.records[0]?.attributes.ApproximateFirstReceiveTimestamp)).sort();
    expect((taken[2] ?? 0) - (taken[1] ?? 0)).toBeGreaterThan(2_900);
  });

  test(
    'what the function reports as failed comes back alone, then lies in the dead letters, and can ' + 'be moved back',
    async () => {
      await send('partial', ['good-1', 'poison', 'good-2']);
      await until('partial-dlq', [1, 0]);
      const got = batches('partial').flatMap((batch) => batch.records);

      expect(got.filter((record) => record.body.startsWith('good'))).toHaveLength(2);
      expect(
        got.filter((record) => record.body === 'poison').map((record) => record.attributes.ApproximateReceiveCount),
      ).toEqual(['1', '2']);

      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: await urlOf('partial-dlq'), AttributeNames: ['QueueArn'] }),
      );
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.QueueArn }));
      const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: Attributes?.QueueArn }));
      const again = await eventually('the message again', () => {
        const later = batches('partial')
          .flatMap((batch) => batch.records)
          .filter((record) => record.body === 'poison');
        return later.length > 2 ? later[2] : undefined;
      });

      expect(Results).toMatchObject([
        { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1, ApproximateNumberOfMessagesToMove: 1 },
      ]);
      expect(again?.attributes.ApproximateReceiveCount).toBe('1');
      expect(again?.messageId).not.toBe(got.find((record) => record.body === 'poison')?.messageId);
    },
  );

  test('a function that throws is tried until the dead letters, and its failures are metrics', async () => {
    await send('thrown', ['x']);
    await until('thrown-dlq', [1, 0]);

    expect(batches('thrown')).toHaveLength(2);
    expect(await sum('Invocations', 'thrown')).toBe(2);
    expect(await sum('Errors', 'thrown')).toBe(2);
    expect(await sum('Duration', 'thrown')).toBeGreaterThan(0);
  });

  test(
    'a failed record whose visibility the function shortens comes back then, not after the visibility ' +
      'of the queue',
    async () => {
      await send('sooner', ['x']);

      await until('sooner-dlq', [1, 0]);

      const times = batches('sooner').map((batch) => batch.at);
      expect(times).toHaveLength(3);
      expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1_900);
    },
  );

  test('never more batches at once than the maximum concurrency', async () => {
    await send(
      'slow',
      Array.from({ length: 8 }, (_, i) => `${i}`),
    );
    await eventually('eight runs', () => (cloud.reports('slow-done').length >= 8 ? true : undefined));

    const moments = [
      ...cloud.reports('slow').map(({ at }) => ({ at, step: 1 })),
      ...cloud.reports('slow-done').map(({ at }) => ({ at, step: -1 })),
    ];
    let running = 0;
    const peaks = moments.sort((a, b) => a.at - b.at || a.step - b.step).map(({ step }) => (running += step));

    expect(Math.max(...peaks)).toBe(2);
  });
});

test('a message that was received is hidden for as long as it is told to be, and delays are kept', async () => {
  await createStacks(cloud.client).create('plain', {
    Plain: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'plain', VisibilityTimeout: 600 } },
  });
  const QueueUrl = await urlOf('plain');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 600 }));

  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
  );
  const hidden = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle, VisibilityTimeout: 0 }),
  );
  const again = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] }));

  expect(Messages?.map((message) => message.Body)).toEqual(['now']);
  expect(hidden.Messages ?? []).toEqual([]);
  expect(again.Messages?.[0]?.Attributes?.ApproximateReceiveCount).toBe('2');
});

test('moving messages out of a queue that is nobody’s dead letters is refused', async () => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: await urlOf('wide'), AttributeNames: ['QueueArn'] }),
  );

  await expect(sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.QueueArn }))).rejects.toThrow(
    'Dead Letter Queue',
  );
});
