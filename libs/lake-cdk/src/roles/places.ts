import { type DatasetNames, datasetNames, type LakeNames, LEDGER_SCHEMA, lakeNames } from '@sluice/protocol';
import { type ControlPrefixes, controlPrefixes } from '../lake/control-prefixes.ts';
import type { Permission } from './actor-role.ts';

/** What statements are written about: everything that a dataset's actors touch, as ARNs. */
export interface Places {
  readonly datasetId: string;
  readonly lake: LakeNames;
  readonly dataset: DatasetNames;
  readonly raw: Bucket;
  readonly processed: Bucket;
  readonly quarantine: Bucket;
  readonly control: Bucket;
  /** The dataset's own prefixes in the control bucket, and the code that all datasets share. */
  readonly within: ControlPrefixes;
  readonly table: string;
  readonly index: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly job: string;
  readonly catalog: readonly string[];
  lambda(name: string): string;
  logGroup(name: string): string;
}

interface Bucket {
  readonly arn: string;
  /** Objects below a prefix, or one object. */
  objects(key: string): string;
}

/** Where a stack stands. */
export interface Standing {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly lake: string;
}

/** The ARNs of a dataset, from names alone. */
export function placesOf(datasetId: string, { partition, account, region, lake }: Standing): Places {
  const names = lakeNames({ account, region, lake });
  const dataset = datasetNames(datasetId, lake);
  const bucket = (name: string): Bucket => ({
    arn: `arn:${partition}:s3:::${name}`,
    objects: (key) => `arn:${partition}:s3:::${name}/${key}`,
  });
  const here = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const table = here('dynamodb', `table/${names.ledgerTable}`);
  return {
    datasetId,
    lake: names,
    dataset,
    raw: bucket(names.rawBucket),
    processed: bucket(names.processedBucket),
    quarantine: bucket(names.quarantineBucket),
    control: bucket(names.controlBucket),
    within: controlPrefixes(datasetId),
    table,
    index: `${table}/index/${LEDGER_SCHEMA.index.name}`,
    queue: here('sqs', dataset.queue),
    deadLetterQueue: here('sqs', dataset.deadLetterQueue),
    job: here('glue', `job/${dataset.job}`),
    catalog: [
      here('glue', 'catalog'),
      here('glue', `database/${names.database}`),
      here('glue', `table/${names.database}/${dataset.table}`),
    ],
    lambda: (name) => here('lambda', `function:${name}`),
    logGroup: (name) => here('logs', `log-group:${name}`),
  };
}

/** Lines into the function's own log group; Lambda names the streams. */
export function writeLogs(places: Places, group: string): Permission {
  return {
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [`${places.logGroup(group)}:*`],
  };
}

/**
 * Narrows a statement about the ledger to partitions of the dataset. `ForAllValues`, because a request may carry
 * several keys; an empty set would pass, so no action is allowed with it that comes without a key (Scan, PartiQL).
 */
export function partitions(...patterns: readonly string[]): NonNullable<Permission['conditions']> {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } };
}
