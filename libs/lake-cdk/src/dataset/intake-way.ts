import type { DatasetNames, LakeNames } from '@sluice/protocol';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export const INTAKE_TIMEOUT_SECONDS = 60;
/** Six times the function's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const VISIBILITY_SECONDS = 6 * INTAKE_TIMEOUT_SECONDS;
const MAX_RECEIVES = 5;
/**
 * The most that needs no batching window. A window would be waited for by every file, and by a failed record at each of
 * its receipts.
 */
const EVENTS_PER_CALL = 10;
/** A burst is to be decided in minutes, without taking the account's functions from others. */
const MAX_CONCURRENCY = 10;

/** What the way is made from. */
export interface IntakeWayProps {
  readonly lake: LakeNames;
  readonly dataset: DatasetNames;
}

/** From the bucket to the queue: the rule, the queue, and the queue of what nobody could read. */
export class IntakeQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { lake, dataset }: IntakeWayProps) {
    super(scope, id);
    const safe = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', { queueName: dataset.deadLetterQueue, ...safe });
    this.queue = new Queue(this, 'Queue', {
      queueName: dataset.queue,
      ...safe,
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    const rule = new CfnRule(this, 'ObjectCreated', {
      description:
        `New objects under ${dataset.incoming}. It looks at bucket and prefix alone: what a rule drops, ` +
        'nobody can explain.',
      eventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [lake.rawBucket] }, object: { key: [{ prefix: dataset.incoming }] } },
      },
      targets: [{ id: 'intake', arn: this.queue.queueArn, deadLetterConfig: { arn: this.deadLetters.queueArn } }],
    });
    for (const queue of [this.queue, this.deadLetters]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          sid: 'EventsOfThisDataset',
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
        }),
      );
    }
  }

  /** Hands the queue's messages to the function. By the resource itself: the construct would grant on its own. */
  feed(intake: LambdaFunction): void {
    new CfnEventSourceMapping(this, 'Feed', {
      functionName: intake.functionName,
      eventSourceArn: this.queue.queueArn,
      batchSize: EVENTS_PER_CALL,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: MAX_CONCURRENCY },
    });
  }
}
