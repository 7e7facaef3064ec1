import {
  batchHeadKey,
  batchKey,
  driftPartition,
  filePartition,
  incomingPrefix,
  inputsPrefix,
  intentKey,
  LEDGER_SCHEMA,
  manifestKey,
  openPartition,
  packageKey,
  planKey,
  quarantinePartition,
  reportKey,
  SHARDS,
  scriptKey,
  settledPartition,
  slotPartition,
  stagingPrefix,
  waitingPartition,
} from '@sluice/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobLogGroups } from '../dataset/names.ts';
import type { Permission } from './actor-role.ts';
import { dispatchPermissions } from './dispatch.ts';
import { intakePermissions } from './intake.ts';
import { jobPermissions } from './job.ts';
import { placesOf } from './places.ts';
import { reconcilePermissions } from './reconcile.ts';
import { schedulerPermissions } from './scheduler.ts';

const STANDING = { partition: 'aws', account: '111122223333', region: 'eu-west-1', lake: 'sluice' } as const;
const ASSET = `arn:aws:s3:::cdk-assets-111122223333-eu-west-1/${'a'.repeat(64)}.json`;
const ACTORS = ['intake', 'dispatch', 'reconcile', 'job', 'scheduler'] as const;

type Actor = (typeof ACTORS)[number];

/** Everything that the actors of a dataset may do. */
function permissionsOf(datasetId: string): Readonly<Record<Actor, readonly Permission[]>> {
  const places = placesOf(datasetId, STANDING);
  return {
    intake: intakePermissions(places, false),
    dispatch: dispatchPermissions(places, [ASSET]),
    reconcile: reconcilePermissions(places),
    job: jobPermissions(places, jobLogGroups(places.dataset)),
    scheduler: schedulerPermissions(places),
  };
}

/** Whether a pattern of IAM covers a text: `*` stands for any text, `?` for any one character. */
function covers(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/[\\^$.|+()[\]{}*?]/g, (mark) =>
    mark === '*' ? '[^]*' : mark === '?' ? '[^]' : `\\${mark}`,
  );
  return new RegExp(`^${source}$`).test(text);
}

/** The keys of the ledger that a statement is narrowed to; undefined: it is not about items. */
function leadingKeysOf({ actions, conditions }: Permission): readonly string[] | undefined {
  if (!actions.some((action) => action.startsWith('dynamodb:'))) return undefined;
  return conditions?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] as readonly string[] | undefined;
}

interface Names {
  readonly batch: string;
  readonly digest: string;
  /** What follows a prefix: text from outside. */
  readonly rest: string;
}

/** Every object that the parts of a dataset write, by the functions that everybody writes by. */
function objectsOf(datasetId: string, { batch, digest, rest }: Names): readonly string[] {
  const { raw, processed, quarantine, control } = placesOf(datasetId, STANDING);
  return [
    raw.objects(incomingPrefix(datasetId) + rest),
    processed.objects(`${datasetId}/${rest}`),
    quarantine.objects(`${datasetId}/${rest}`),
    ...[
      manifestKey(datasetId, batch),
      batchHeadKey(datasetId, batch),
      intentKey(datasetId, batch, 1),
      reportKey(datasetId, batch, 1),
      planKey(datasetId, digest),
      inputsPrefix(datasetId, batch) + rest,
      stagingPrefix(datasetId, batch, 2) + rest,
    ].map((key) => control.objects(key)),
  ];
}

/** Every partition of the ledger and its index that holds items of a dataset. */
function partitionsOf(datasetId: string, { batch, rest }: Names): readonly string[] {
  return [
    filePartition({ datasetId, bucket: 'sluice-raw-111122223333-eu-west-1', key: incomingPrefix(datasetId) + rest }),
    batchKey(datasetId, batch).PK,
    slotPartition(datasetId),
    driftPartition(datasetId),
    openPartition(datasetId),
    settledPartition(datasetId),
    ...Array.from({ length: SHARDS }, (_, shard) => waitingPartition(datasetId, shard)),
    ...Array.from({ length: SHARDS }, (_, shard) => quarantinePartition(datasetId, shard)),
  ];
}

/** What else carries a dataset's name: queues, functions, job, table, logs. */
function resourcesOf(datasetId: string): readonly string[] {
  const places = placesOf(datasetId, STANDING);
  const { dataset, lambda, logGroup } = places;
  const functions = [dataset.intakeFunction, dataset.dispatchFunction, dataset.reconcileFunction];
  const groups = [...functions.map((name) => `/aws/lambda/${name}`), ...jobLogGroups(dataset)].map(logGroup);
  return [
    places.queue,
    places.deadLetterQueue,
    places.job,
    ...places.catalog.slice(-1),
    ...functions.map(lambda),
    ...groups.flatMap((group) => [group, `${group}:log-stream:2026/11/29/[$LATEST]0`]),
  ];
}

const id = fc.stringMatching(/^[a-z][a-z0-9_]{1,11}$/).filter((text) => text !== 'code' && text !== 'athena');
/** Two datasets, often as near to each other as ids can be: one begins or ends with the other. */
const twoIds = fc
  .tuple(id, fc.oneof(id, fc.constantFrom('_', 'x', '0', '_intake', '_dispatch', '_batches', 'in')), fc.nat(2))
  .map(([a, b, how]) => [a, how === 0 ? b : how === 1 ? a + b : b + a] as const)
  .filter(([a, b]) => a !== b && /^[a-z][a-z0-9_]{1,39}$/.test(b) && b !== 'code' && b !== 'athena');
const names = fc.record({
  batch: fc.stringMatching(/^[0-9a-f]{64}$/),
  digest: fc.stringMatching(/^[0-9a-f]{64}$/),
  rest: fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('../x', '*', '?/a.csv', '#F#orders#', 'a/b/c.csv')),
});

describe('the actors of a dataset', () => {
  it('reach no object and no resource of another', () => {
    fc.assert(
      fc.property(twoIds, names, ([own, other], each) => {
        const foreign = [...objectsOf(other, each), ...resourcesOf(other)];

        for (const [actor, permissions] of Object.entries(permissionsOf(own)))
          for (const { sid, resources } of permissions)
            for (const pattern of resources)
              expect([actor, sid, pattern, foreign.filter((arn) => covers(pattern, arn))]).toEqual([
                actor,
                sid,
                pattern,
                [],
              ]);
      }),
    );
  });

  it(
    'reach no item of another: every statement about items names partitions, and none of those covers ' +
      'a foreign key',
    () => {
      fc.assert(
        fc.property(twoIds, names, ([own, other], each) => {
          const foreign = partitionsOf(other, each);

          for (const permission of Object.values(permissionsOf(own)).flat()) {
            const patterns = leadingKeysOf(permission);
            if (permission.resources.some((arn) => arn.includes(':dynamodb:'))) expect(patterns).not.toEqual([]);
            expect(foreign.filter((key) => patterns?.some((pattern) => covers(pattern, key)))).toEqual([]);
          }
        }),
      );
    },
  );

  it('take the ledger by its keys alone, in the table and in the index', () => {
    const { table, index } = placesOf('orders', STANDING);

    for (const permission of Object.values(permissionsOf('orders')).flat()) {
      if (!permission.resources.some((arn) => arn.startsWith(table))) continue;
      expect(leadingKeysOf(permission)?.length).toBeGreaterThan(0);
      expect(permission.resources).toEqual([permission.sid.startsWith('List') ? index : table]);
      expect(permission.actions.filter((action) => /Scan|PartiQL|Delete|\*/.test(action))).toEqual([]);
    }
    expect(index).toBe(`${table}/index/${LEDGER_SCHEMA.index.name}`);
  });
});

describe('the actors of a dataset reach all of its own that they need', () => {
  const EACH = { batch: 'b'.repeat(64), digest: 'd'.repeat(64), rest: 'a/b.csv' };
  const { raw, processed, quarantine, control, dataset, lambda, job, queue } = placesOf('orders', STANDING);
  const may = (actor: Actor, action: string, arn: string): boolean =>
    permissionsOf('orders')[actor].some(
      ({ actions, resources }) => actions.includes(action) && resources.some((pattern) => covers(pattern, arn)),
    );

  it.each<[Actor, string, string]>([
    ['intake', 'sqs:ReceiveMessage', queue],
    ['intake', 's3:GetObjectVersion', raw.objects(`${incomingPrefix('orders')}a.csv`)],
    ['intake', 'lambda:InvokeFunction', lambda(dataset.dispatchFunction)],
    ['dispatch', 's3:PutObject', control.objects(manifestKey('orders', EACH.batch))],
    ['dispatch', 's3:PutObject', control.objects(batchHeadKey('orders', EACH.batch))],
    ['dispatch', 's3:PutObject', control.objects(planKey('orders', EACH.digest))],
    ['dispatch', 's3:PutObject', control.objects(scriptKey(EACH.digest))],
    ['dispatch', 's3:PutObject', control.objects(packageKey(EACH.digest))],
    ['dispatch', 's3:GetObject', ASSET],
    ['dispatch', 'glue:StartJobRun', job],
    ['job', 's3:GetObjectVersion', raw.objects(`${incomingPrefix('orders')}a.csv`)],
    ['job', 's3:GetObject', control.objects(planKey('orders', EACH.digest))],
    ['job', 's3:GetObject', control.objects(packageKey(EACH.digest))],
    ['job', 's3:GetObject', control.objects(manifestKey('orders', EACH.batch))],
    ['job', 's3:PutObject', control.objects(batchHeadKey('orders', EACH.batch))],
    ['job', 's3:PutObject', control.objects(intentKey('orders', EACH.batch, 1))],
    ['job', 's3:PutObject', control.objects(reportKey('orders', EACH.batch, 1))],
    ['job', 's3:PutObject', control.objects(`${inputsPrefix('orders', EACH.batch)}0`)],
    ['job', 's3:PutObjectTagging', control.objects(`${inputsPrefix('orders', EACH.batch)}0`)],
    ['job', 's3:DeleteObject', control.objects(`${stagingPrefix('orders', EACH.batch, 1)}x`)],
    ['job', 's3:PutObject', processed.objects('orders/year=2013/x.parquet')],
    ['job', 's3:PutObject', quarantine.objects('orders/x.parquet')],
    ['reconcile', 's3:PutObject', control.objects(batchHeadKey('orders', EACH.batch))],
    ['reconcile', 's3:GetObject', control.objects(intentKey('orders', EACH.batch, 1))],
    ['reconcile', 's3:DeleteObject', control.objects(`${inputsPrefix('orders', EACH.batch)}0`)],
    ['reconcile', 's3:DeleteObject', control.objects(`${stagingPrefix('orders', EACH.batch, 3)}x`)],
    ['reconcile', 's3:DeleteObject', processed.objects('orders/year=2013/x.parquet')],
    ['reconcile', 'glue:StartJobRun', job],
    ['scheduler', 'lambda:InvokeFunction', lambda(dataset.reconcileFunction)],
  ])('%s: %s on %s', (actor, action, arn) => {
    expect(may(actor, action, arn)).toBe(true);
  });

  it.each<[Actor, string, string]>([
    ['intake', 's3:PutObject', control.objects(manifestKey('orders', EACH.batch))],
    ['dispatch', 's3:GetObjectVersion', raw.objects(`${incomingPrefix('orders')}a.csv`)],
    ['dispatch', 's3:DeleteObject', control.objects(manifestKey('orders', EACH.batch))],
    ['job', 's3:PutObject', control.objects(planKey('orders', EACH.digest))],
    ['job', 's3:PutObject', control.objects(scriptKey(EACH.digest))],
    ['job', 's3:DeleteObject', control.objects(batchHeadKey('orders', EACH.batch))],
    ['job', 's3:DeleteObjectVersion', raw.objects(`${incomingPrefix('orders')}a.csv`)],
    ['reconcile', 's3:DeleteObject', control.objects(batchHeadKey('orders', EACH.batch))],
    ['reconcile', 's3:PutObject', processed.objects('orders/year=2013/x.parquet')],
    ['scheduler', 'lambda:InvokeFunction', lambda(dataset.intakeFunction)],
  ])('and not what another of them does: %s: %s on %s', (actor, action, arn) => {
    expect(may(actor, action, arn)).toBe(false);
  });

  it.each<[Actor, string, string]>([
    ['intake', 'dynamodb:PutItem', filePartition({ datasetId: 'orders', bucket: 'raw', key: 'incoming/orders/a#b' })],
    ['intake', 'dynamodb:PutItem', driftPartition('orders')],
    ['dispatch', 'dynamodb:Query', waitingPartition('orders', SHARDS - 1)],
    ['dispatch', 'dynamodb:UpdateItem', slotPartition('orders')],
    ['dispatch', 'dynamodb:PutItem', batchKey('orders', EACH.batch).PK],
    ['reconcile', 'dynamodb:Query', openPartition('orders')],
    ['reconcile', 'dynamodb:UpdateItem', batchKey('orders', EACH.batch).PK],
    ['reconcile', 'dynamodb:UpdateItem', slotPartition('orders')],
  ])('%s: %s in %s', (actor, action, key) => {
    const found = permissionsOf('orders')[actor].some(
      (permission) =>
        permission.actions.includes(action) && leadingKeysOf(permission)?.some((pattern) => covers(pattern, key)),
    );

    expect(found).toBe(true);
  });

  it('a retired dataset wakes nobody', () => {
    const sids = (isRetired: boolean) =>
      intakePermissions(placesOf('orders', STANDING), isRetired).map(({ sid }) => sid);

    expect(sids(false).filter((sid) => !sids(true).includes(sid))).toEqual(['WakeDispatch']);
  });
});
