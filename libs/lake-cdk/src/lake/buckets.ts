import type { LakeNames } from '@sluice/protocol';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accessLogRules, controlRules, rawRules, zoneRules } from './lifecycle.ts';
import type { Retentions } from './retentions.ts';

/** What the buckets are made from. */
export interface LakeBucketsProps {
  readonly names: LakeNames;
  readonly accessLogBucket: string;
  readonly retentions: Retentions;
}

/** The four zones of a lake and the bucket of their access logs. A stack that goes leaves them: they hold the data. */
export class LakeBuckets extends Construct {
  readonly raw: Bucket;
  readonly processed: Bucket;
  readonly quarantine: Bucket;
  readonly control: Bucket;
  readonly accessLogs: Bucket;

  constructor(scope: Construct, id: string, { names, accessLogBucket, retentions }: LakeBucketsProps) {
    super(scope, id);
    this.accessLogs = new Bucket(this, 'AccessLogs', { ...closed(accessLogBucket), lifecycleRules: accessLogRules() });
    this.raw = this.zone('Raw', names.rawBucket, { versioned: true, lifecycleRules: rawRules(retentions) });
    this.processed = this.zone('Processed', names.processedBucket, {
      lifecycleRules: zoneRules('processed', retentions),
    });
    this.quarantine = this.zone('Quarantine', names.quarantineBucket, {
      lifecycleRules: zoneRules('quarantine', retentions),
    });
    this.control = this.zone('Control', names.controlBucket, { lifecycleRules: controlRules(retentions) });
    sendEvents(this.raw);
  }

  private zone(name: string, bucketName: string, props: BucketProps): Bucket {
    const bucket = new Bucket(this, name, { ...closed(bucketName), ...props });
    const logFilePrefix = `${name.toLowerCase()}/`;
    resourceOf(bucket).loggingConfiguration = { destinationBucketName: this.accessLogs.bucketName, logFilePrefix };
    this.accessLogs.addToResourcePolicy(
      new PolicyStatement({
        sid: `AccessLogsOf${name}`,
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.accessLogs.arnForObjects(`${logFilePrefix}*`)],
        conditions: {
          ArnLike: { 'aws:SourceArn': bucket.bucketArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
    return bucket;
  }
}

/**
 * S3's own keys: a customer key would cost a request per object and a grant per reader, and keep out nobody whom IAM
 * lets in.
 */
function closed(bucketName: string): BucketProps {
  return {
    bucketName,
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  };
}

/**
 * By the resource's own property: the switch of the construct adds a function whose role may change every bucket of the
 * account.
 */
function sendEvents(bucket: Bucket): void {
  resourceOf(bucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}

function resourceOf(bucket: Bucket): CfnBucket {
  const resource = bucket.node.defaultChild;
  if (resource instanceof CfnBucket) return resource;
  throw new TypeError(`${bucket.node.path} is no AWS::S3::Bucket`);
}
