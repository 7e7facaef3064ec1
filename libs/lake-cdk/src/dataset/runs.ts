import type { DatasetNames } from '@sluice/protocol';
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { jobLogGroups, jobLogPrefix } from './names.ts';
import { type DatasetSettings, SPARE_RUNS } from './settings.ts';

/** Spark 3.5.6, Python 3.11: what the tests of the job run on. */
const GLUE_VERSION = '5.1';

/** What the job is made from. */
export interface JobProps {
  readonly dataset: DatasetNames;
  readonly role: Role;
  readonly settings: DatasetSettings;
  /** Where dispatch pins the code; every run names its own place, this is what a run by hand takes. */
  readonly script: string;
  readonly package: string;
}

/** The job and its log groups. Glue never retries: an attempt is opened by reconcile, or not at all. */
export class LoadJob extends Construct {
  constructor(scope: Construct, id: string, { dataset, role, settings, script, ...props }: JobProps) {
    super(scope, id);
    const logs = jobLogGroups(dataset).map(
      (logGroupName, index) =>
        new LogGroup(this, `Logs${index}`, {
          logGroupName,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
    );
    const job = new CfnJob(this, 'Job', {
      name: dataset.job,
      description: `Loads batches of ${dataset.table}.`,
      role: role.roleArn,
      command: { name: 'glueetl', pythonVersion: '3', scriptLocation: script },
      glueVersion: GLUE_VERSION,
      workerType: settings.workerType,
      numberOfWorkers: settings.workers,
      maxRetries: 0,
      timeout: settings.jobTimeoutMinutes,
      executionProperty: { maxConcurrentRuns: settings.slots + SPARE_RUNS },
      defaultArguments: {
        '--extra-py-files': props.package,
        '--job-language': 'python',
        '--job-bookmark-option': 'job-bookmark-disable',
        '--custom-logGroup-prefix': jobLogPrefix(dataset),
      },
    });
    for (const group of logs) job.node.addDependency(group);
  }
}

/** Whom the clock wakes, by what they are. */
export interface ClockProps {
  readonly dataset: DatasetNames;
  readonly role: Role;
  readonly wakes: Readonly<Record<'Dispatch' | 'Reconcile', LambdaFunction>>;
}

/**
 * Wakes dispatch and reconcile every minute. By EventBridge Scheduler, whose schedules do not count against the rules
 * of the bus.
 */
export class Clock extends Construct {
  constructor(scope: Construct, id: string, { dataset, role, wakes }: ClockProps) {
    super(scope, id);
    for (const [name, target] of Object.entries(wakes)) {
      new CfnSchedule(this, name, {
        name: name === 'Dispatch' ? dataset.dispatchFunction : dataset.reconcileFunction,
        description: `Wakes ${name.toLowerCase()} every minute.`,
        scheduleExpression: 'rate(1 minute)',
        flexibleTimeWindow: { mode: 'OFF' },
        // The next minute is the next try.
        target: {
          arn: target.functionArn,
          roleArn: role.roleArn,
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        },
      });
    }
  }
}

/** What the rule is made from. */
export interface RunEndsProps {
  readonly dataset: DatasetNames;
  readonly reconcile: LambdaFunction;
}

/**
 * Tells reconcile that a run has ended: seconds instead of a minute. Delivery is best effort, which is why the clock
 * comes anyway.
 */
export class RunEnds extends Construct {
  constructor(scope: Construct, id: string, { dataset, reconcile }: RunEndsProps) {
    super(scope, id);
    const rule = new CfnRule(this, 'StateChanged', {
      description: `Runs of ${dataset.job} that have ended.`,
      eventPattern: {
        source: ['aws.glue'],
        'detail-type': ['Glue Job State Change'],
        detail: { jobName: [dataset.job] },
      },
      targets: [{ id: 'reconcile', arn: reconcile.functionArn }],
    });
    new CfnPermission(this, 'MayWake', {
      action: 'lambda:InvokeFunction',
      functionName: reconcile.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    });
  }
}
