import { RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic, TopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** What the topic is made from. */
export interface AlarmTopicProps {
  readonly topicName: string;
  readonly account: string;
}

/**
 * Where alarms go. With a key of its own: CloudWatch may not use the account's `aws/sns` key, and an alarm that cannot
 * be delivered is silent. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { topicName, account }: AlarmTopicProps) {
    super(scope, id);
    const fromOwnAlarms = { StringEquals: { 'aws:SourceAccount': account } };
    const alarms = new ServicePrincipal('cloudwatch.amazonaws.com');
    // The rest of the key's policy is AWS's own default: the account administers its key.
    const key = new Key(this, 'Key', {
      description: `Encrypts ${topicName}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [alarms],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: fromOwnAlarms,
      }),
    );
    this.topic = new Topic(this, 'Topic', { topicName, masterKey: key });
    const policy = new TopicPolicy(this, 'Policy', { topics: [this.topic] });
    policy.document.addStatements(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [alarms],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: fromOwnAlarms,
      }),
      new PolicyStatement({
        sid: 'TlsOnly',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  }
}
