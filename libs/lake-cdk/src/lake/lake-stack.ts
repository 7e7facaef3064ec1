import { type LakeNames, lakeNames } from '@sluice/protocol';
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import { DigestParameter } from '../digest.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { LakeBuckets } from './buckets.ts';
import { dashboard } from './dashboard.ts';
import { LedgerTable } from './ledger-table.ts';
import type { Retentions } from './retentions.ts';
import { athenaWorkgroup } from './workgroup.ts';

/** What a lake is made from. */
export interface LakeStackProps extends StackProps {
  readonly lake: string;
  /** Every dataset and how long its zones keep: what the lifecycle of the buckets is made from. */
  readonly retentions: Retentions;
}

/** What a lake has once. Names are computed, so that the datasets' stacks import nothing from this one. */
export class LakeStack extends Stack {
  readonly names: LakeNames;

  constructor(scope: Construct, { lake, retentions, ...props }: LakeStackProps) {
    super(scope, lakeNames({ account: '', region: '', lake }).stack, {
      description: 'Sluice: what the lake has once.',
      ...props,
    });
    this.names = lakeNames({ account: this.account, region: this.region, lake });
    new LakeBuckets(this, 'Buckets', {
      names: this.names,
      accessLogBucket: `${lake}-access-logs-${this.account}-${this.region}`,
      retentions,
    });
    new LedgerTable(this, 'Ledger', this.names.ledgerTable);
    const database = new CfnDatabase(this, 'Database', {
      catalogId: this.account,
      databaseInput: { name: this.names.database, description: 'Tables of the lake, one per contract.' },
    });
    // Glue deletes a database with all its tables, and their partitions are in no template.
    database.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    athenaWorkgroup(this, 'Workgroup', this.names);
    new AlarmTopic(this, 'Alarms', { topicName: this.names.alarmTopic, account: this.account });
    dashboard(this, 'Dashboard', this.names);
    new DigestParameter(this, 'Deployed', lakeDigestParameter(lake));
  }
}

/** The SSM parameter that holds the lake's deployed digest. */
export function lakeDigestParameter(lake: string): string {
  return `/${lake}/deployed-digest`;
}
