import {
  type DatasetConfig,
  type DatasetNames,
  datasetNames,
  type LakeNames,
  lakeNames,
  packageKey,
  scriptKey,
} from '@sluice/protocol';
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { DigestParameter } from '../digest.ts';
import { actorRole, type Permission } from '../roles/actor-role.ts';
import { dispatchPermissions } from '../roles/dispatch.ts';
import { intakePermissions } from '../roles/intake.ts';
import { jobPermissions } from '../roles/job.ts';
import { type Places, placesOf } from '../roles/places.ts';
import { reconcilePermissions } from '../roles/reconcile.ts';
import { schedulerPermissions } from '../roles/scheduler.ts';
import { Alarms, deadLetters, loadAlarms } from './alarms.ts';
import { catalogTable } from './catalog-table.ts';
import { INTAKE_TIMEOUT_SECONDS, IntakeQueue } from './intake-way.ts';
import { jobLogGroups } from './names.ts';
import { NodeFunction } from './node-function.ts';
import { Clock, LoadJob, RunEnds } from './runs.ts';
import { type DatasetSettings, settingsOf } from './settings.ts';
import type { DatasetSources, PinnedFile, SharedSources } from './sources.ts';

const INTAKE_MEMORY_MB = 512;
const CONTROL_MEMORY_MB = 512;
/** They end by themselves when nothing is left to do; two thousand members are claimed, or settled, within it. */
const CONTROL_TIMEOUT_SECONDS = 300;

/** What a dataset's stack is made from. */
export interface DatasetStackProps extends StackProps {
  readonly lake: string;
  readonly sources: DatasetSources;
  readonly shared: SharedSources;
  /** Between a run's end and the take-over of its batch; 0 where a run is a local process. */
  readonly graceSeconds: number;
}

/**
 * Everything that one dataset needs. A retired one keeps what explains late files (rule, queue, intake) and nothing
 * that loads.
 */
export class DatasetStack extends Stack {
  private readonly lake: LakeNames;
  private readonly dataset: DatasetNames;
  private readonly settings: DatasetSettings;
  private readonly places: Places;
  private readonly props: DatasetStackProps;

  constructor(scope: Construct, props: DatasetStackProps) {
    const { lake, sources, shared, graceSeconds, ...stackProps } = props;
    const { id } = sources.contract.dataset;
    super(scope, datasetNames(id, lake).stack, { description: `Sluice: the dataset ${id}.`, ...stackProps });
    const { account, region, partition } = this;
    this.props = props;
    this.lake = lakeNames({ account, region, lake });
    this.dataset = datasetNames(id, lake);
    this.settings = settingsOf(sources.contract);
    this.places = placesOf(id, { partition, account, region, lake });

    const isRetired = sources.contract.dataset.status === 'retired';
    const plan = this.upload('Plan', sources.plan);
    const script = this.upload('JobScript', shared.jobScript);
    const jobPackage = this.upload('JobPackage', shared.jobPackage);
    const way = new IntakeQueue(this, 'Intake', { lake: this.lake, dataset: this.dataset });
    const config = this.toJsonString(
      this.configOf(isRetired, way.queue.queueUrl, {
        plan: pinned(plan, sources.plan),
        code: {
          digest: shared.jobPackage.sha256,
          script: pinned(script, shared.jobScript),
          package: pinned(jobPackage, shared.jobPackage),
        },
      }),
    );
    way.feed(this.intake(config, isRetired));
    if (!isRetired) this.loads(config, [plan, script, jobPackage]);
    new Alarms(this, 'Alarms', {
      prefix: `${lake}-${id}`,
      topicArn: this.formatArn({ service: 'sns', resource: this.lake.alarmTopic }),
      definitions: [deadLetters(this.dataset), ...(isRetired ? [] : loadAlarms(id, this.lake, this.settings))],
    });
    new DigestParameter(this, 'Deployed', this.dataset.digestParameter);
  }

  private upload(id: string, { path }: PinnedFile): Asset {
    return new Asset(this, id, { path });
  }

  private configOf(isRetired: boolean, queueUrl: string, assets: Pick<DatasetConfig, 'plan' | 'code'>): DatasetConfig {
    const { dataset } = this.props.sources.contract;
    return {
      datasetId: dataset.id,
      contractVersion: dataset.version,
      status: dataset.status,
      ledgerTable: this.lake.ledgerTable,
      rawBucket: this.lake.rawBucket,
      processedBucket: this.lake.processedBucket,
      quarantineBucket: this.lake.quarantineBucket,
      controlBucket: this.lake.controlBucket,
      database: this.lake.database,
      table: this.dataset.table,
      job: this.dataset.job,
      queueUrl,
      dispatchFunction: isRetired ? null : this.dataset.dispatchFunction,
      metrics: this.lake.metrics,
      batch: dataset.batch,
      slots: this.settings.slots,
      maxAttempts: this.settings.maxAttempts,
      graceSeconds: this.props.graceSeconds,
      ...assets,
    };
  }

  private intake(config: string, isRetired: boolean): LambdaFunction {
    return new NodeFunction(this, 'IntakeFunction', {
      functionName: this.dataset.intakeFunction,
      description: `Decides what becomes of every new object of ${this.dataset.table}.`,
      folder: this.props.sources.intake,
      handler: 'index.handler',
      role: this.role('Intake', 'lambda.amazonaws.com', intakePermissions(this.places, isRetired)),
      timeoutSeconds: INTAKE_TIMEOUT_SECONDS,
      memoryMb: INTAKE_MEMORY_MB,
      config,
      isWoken: false,
    }).function;
  }

  /** Job, table, dispatch and reconcile, and what wakes them. */
  private loads(config: string, assets: readonly Asset[]): void {
    const { control, shared, tableInput } = { ...this.props.shared, ...this.props.sources, shared: this.props.shared };
    const code = shared.jobPackage.sha256;
    catalogTable(this, 'Table', this.lake, tableInput);
    new LoadJob(this, 'Load', {
      dataset: this.dataset,
      role: this.role('Job', 'glue.amazonaws.com', jobPermissions(this.places, jobLogGroups(this.dataset))),
      settings: this.settings,
      script: `s3://${this.lake.controlBucket}/${scriptKey(code)}`,
      package: `s3://${this.lake.controlBucket}/${packageKey(code)}`,
    });
    const woken = (
      id: 'Dispatch' | 'Reconcile',
      functionName: string,
      description: string,
      permissions: readonly Permission[],
    ) =>
      new NodeFunction(this, id, {
        functionName,
        description,
        folder: control,
        handler: `${id.toLowerCase()}.handler`,
        role: this.role(id, 'lambda.amazonaws.com', permissions),
        timeoutSeconds: CONTROL_TIMEOUT_SECONDS,
        memoryMb: CONTROL_MEMORY_MB,
        config,
        isWoken: true,
      }).function;
    const deployed = assets.map((asset) => `arn:${this.partition}:s3:::${asset.s3BucketName}/${asset.s3ObjectKey}`);
    const dispatch = woken(
      'Dispatch',
      this.dataset.dispatchFunction,
      `Cuts batches of ${this.dataset.table} and starts their runs.`,
      dispatchPermissions(this.places, deployed),
    );
    const reconcile = woken(
      'Reconcile',
      this.dataset.reconcileFunction,
      `Settles batches of ${this.dataset.table} when their runs have ended.`,
      reconcilePermissions(this.places),
    );
    new Clock(this, 'Clock', {
      dataset: this.dataset,
      role: this.clockRole(),
      wakes: { Dispatch: dispatch, Reconcile: reconcile },
    });
    new RunEnds(this, 'RunEnds', { dataset: this.dataset, reconcile });
  }

  private clockRole(): Role {
    const group = this.formatArn({ service: 'scheduler', resource: 'schedule-group/default' });
    return this.role('Clock', 'scheduler.amazonaws.com', schedulerPermissions(this.places), {
      StringEquals: { 'aws:SourceAccount': this.account, 'aws:SourceArn': group },
    });
  }

  private role(
    actor: string,
    service: string,
    permissions: readonly Permission[],
    trust?: Readonly<Record<string, Readonly<Record<string, string>>>>,
  ): Role {
    const description = `What ${actor.toLowerCase()} of ${this.dataset.table} may do.`;
    return actorRole(this, `${actor}Role`, {
      description,
      service,
      permissions,
      ...(trust === undefined ? {} : { trust }),
    });
  }
}

function pinned(asset: Asset, { sha256 }: PinnedFile): DatasetConfig['plan'] {
  return { bucket: asset.s3BucketName, key: asset.s3ObjectKey, sha256 };
}
