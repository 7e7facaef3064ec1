import { incomingPrefix } from './keys.ts';

/** Where a lake lies: its name is the first word of everything that belongs to it. */
export interface LakePlace {
  /** An account id, or CDK's token for it. */
  readonly account: string;
  readonly region: string;
  /** `sluice` unless several lakes share an account. */
  readonly lake?: string;
}

/** Names of what a lake has once. */
export interface LakeNames {
  readonly stack: string;
  readonly rawBucket: string;
  readonly processedBucket: string;
  readonly quarantineBucket: string;
  readonly controlBucket: string;
  readonly ledgerTable: string;
  readonly database: string;
  readonly workgroup: string;
  readonly alarmTopic: string;
  readonly dashboard: string;
  /** The EMF namespace, the lake's own; the dataset is the only dimension. */
  readonly metrics: string;
}

/** Names of what every dataset has. */
export interface DatasetNames {
  readonly stack: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly intakeFunction: string;
  readonly dispatchFunction: string;
  readonly reconcileFunction: string;
  readonly job: string;
  readonly table: string;
  /** SSM parameter that holds the deployed digest. */
  readonly digestParameter: string;
  /** `incoming/<dataset>/`, in the raw bucket. */
  readonly incoming: string;
}

/** Physical names are computed, not looked up: stacks need no exports of each other, and people find things. */
export function lakeNames({ account, region, lake = 'sluice' }: LakePlace): LakeNames {
  const bucket = (zone: string) => `${lake}-${zone}-${account}-${region}`;
  return {
    stack: `${lake}-lake`,
    rawBucket: bucket('raw'),
    processedBucket: bucket('processed'),
    quarantineBucket: bucket('quarantine'),
    controlBucket: bucket('control'),
    ledgerTable: `${lake}-ledger`,
    database: lake.replaceAll('-', '_'),
    workgroup: lake,
    alarmTopic: `${lake}-alarms`,
    dashboard: lake,
    metrics: lake === 'sluice' ? 'Sluice' : `Sluice/${lake}`,
  };
}

const INTAKE_QUEUE = '-intake';

/** The dataset whose intake queue is called so; undefined for any other queue. */
export function datasetOfQueue(queue: string, lake: string): string | undefined {
  const datasetId = queue.slice(lake.length + 1, -INTAKE_QUEUE.length);
  return queue === datasetNames(datasetId, lake).queue ? datasetId : undefined;
}

/** The names of one dataset. Only a CloudFormation stack may not hold `_`. */
export function datasetNames(datasetId: string, lake = 'sluice'): DatasetNames {
  const own = `${lake}-${datasetId}`;
  return {
    stack: `${lake}-dataset-${datasetId.replaceAll('_', '-')}`,
    queue: own + INTAKE_QUEUE,
    deadLetterQueue: `${own}-intake-dlq`,
    intakeFunction: `${own}-intake`,
    dispatchFunction: `${own}-dispatch`,
    reconcileFunction: `${own}-reconcile`,
    job: own,
    table: datasetId,
    digestParameter: `/${lake}/${datasetId}/deployed-digest`,
    incoming: incomingPrefix(datasetId),
  };
}
