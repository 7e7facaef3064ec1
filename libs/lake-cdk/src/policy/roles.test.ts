import { afterAll, expect, test } from 'vitest';
import { buildLake, contractOf, ENV, removeLakes } from '../testing.fixture.ts';
import { checkWithNag } from './nag.ts';
import { checkTemplate } from './own-checks.ts';
import { policiesUnread, type Statement, statementsOf, type TemplateDocument } from './statements.ts';
import { findWildcards } from './wildcards.ts';

afterAll(removeLakes);

const lake = buildLake([contractOf('orders')]);
const templates = lake.app
  .synth()
  .stacks.map(({ stackName, template }) => ({ stackName, template: template as TemplateDocument }));
const statements = templates.flatMap(({ stackName, template }) => statementsOf(stackName, template));
const permissions = statements.filter(({ kind }) => kind === 'permission');

/** Who may do something to a resource, by the end of its name. */
function holdersOf(action: RegExp, resource: RegExp): readonly string[] {
  const may = ({ actions, resources }: Statement) =>
    actions.some((it) => action.test(it)) && resources.some((it) => resource.test(it));
  return [...new Set(permissions.filter(may).map(({ holder }) => holder))].sort();
}

test('no wildcard is without a reason, and no finding of cdk-nag', () => {
  expect(findWildcards(statements, (stack) => (stack === 'sluice-lake' ? undefined : 'orders')).violations).toEqual([]);
  expect(checkWithNag(lake.app).open).toEqual([]);
});

test('every policy of the templates is one that is looked at', () => {
  expect(templates.flatMap(({ template }) => policiesUnread(template))).toEqual([]);
});

test('our own rules hold, and look at what they are about', () => {
  const verdicts = templates.map(({ stackName, template }) => checkTemplate(stackName, template));

  expect(verdicts.flatMap(({ violations }) => violations)).toEqual([]);
  expect(verdicts.every(({ checked }) => checked > 0)).toBe(true);
});

test('nobody deletes from raw, and nobody writes to it', () => {
  expect(holdersOf(/^s3:(Put|Delete)/, /-raw-/)).toEqual([]);
});

test('whoever reads a version is told when it is gone, and not that it is forbidden', () => {
  expect(holdersOf(/^s3:GetObjectVersion$/, /-raw-.*incoming/)).toEqual(['IntakeRole', 'JobRole']);
  expect(holdersOf(/^s3:ListBucket$/, /-raw-[^/]*$/)).toEqual(['IntakeRole', 'JobRole']);
  expect(holdersOf(/^s3:ListBucketVersions$/, /-raw-[^/]*$/)).toEqual(['IntakeRole', 'JobRole']);
});

test('the job may what S3A and the logs of Glue ask for', () => {
  expect(holdersOf(/^s3:GetBucketLocation$/, /-control-[^/]*$/)).toEqual(['JobRole']);
  expect(holdersOf(/^s3:ListBucketMultipartUploads$/, /-control-[^/]*$/)).toEqual(['JobRole']);
  expect(holdersOf(/^s3:ListMultipartUploadParts$/, /-control-.*staging/)).toEqual(['JobRole']);
  expect(holdersOf(/^logs:CreateLogGroup$/, /\/aws-glue\/jobs\/sluice-orders\/error$/)).toEqual(['JobRole']);
});

test('runs are started by dispatch and reconcile alone', () => {
  expect(holdersOf(/^glue:StartJobRun$/, /job\//)).toEqual(['DispatchRole', 'ReconcileRole']);
});

test('the job knows no ledger, and intake no catalog', () => {
  expect(holdersOf(/^dynamodb:/, /./)).toEqual(['DispatchRole', 'IntakeRole', 'ReconcileRole']);
  expect(holdersOf(/^glue:/, /table\//)).toEqual(['JobRole']);
});

test('the control bucket is reached under the dataset alone; the code that all share is read by the job', () => {
  const inControl = (holder: string, action: RegExp) =>
    permissions
      .filter((it) => it.holder === holder && it.actions.some((name) => action.test(name)))
      .flatMap(({ resources }) => resources)
      .flatMap((resource) => /-control-[^/]*\/(.*)$/.exec(resource)?.[1] ?? [])
      .sort();

  expect(inControl('DispatchRole', /^s3:Get/)).toEqual(['code/*', 'orders/batches/*', 'orders/plans/*']);
  expect(inControl('DispatchRole', /^s3:Put/)).toEqual(['code/*', 'orders/batches/*', 'orders/plans/*']);
  expect(inControl('ReconcileRole', /^s3:(?:Get|Put)/)).toEqual(['orders/batches/*']);
  expect(inControl('ReconcileRole', /^s3:Delete/)).toEqual(['orders/in/*', 'orders/staging/*']);
  expect(inControl('JobRole', /^s3:GetObject$/)).toEqual([
    'code/*',
    'orders/batches/*',
    'orders/in/*',
    'orders/plans/*',
    'orders/staging/*',
  ]);
  expect(inControl('JobRole', /^s3:PutObject$/)).toEqual(['orders/batches/*', 'orders/in/*', 'orders/staging/*']);
  expect(inControl('IntakeRole', /^s3:/)).toEqual([]);
});

test('the code that all share is put where nothing is, and changed by nobody', () => {
  const writers = permissions.filter(
    ({ actions, resources }) =>
      actions.some((action) => /^s3:(?:Put|Delete)/.test(action)) &&
      resources.some((resource) => /-control-[^/]*\/code\//.test(resource)),
  );

  expect(writers.map(({ holder, actions }) => [holder, actions])).toEqual([['DispatchRole', ['s3:PutObject']]]);
  expect(writers[0]?.resources).toHaveLength(1);
  expect(writers[0]?.conditions.join()).toBe('Null s3:if-none-match: false');
});

test('the ledger is reached through keys of the dataset alone, and never scanned', () => {
  const ledger = permissions.filter(({ resources }) =>
    resources.some((resource) => resource.includes('table/sluice-ledger')),
  );

  expect(ledger.length).toBeGreaterThan(0);
  for (const { actions, conditions } of ledger) {
    expect(actions.filter((action) => /Scan|PartiQL|Delete/.test(action))).toEqual([]);
    expect(conditions.join()).toMatch(
      /^ForAllValues:StringLike dynamodb:LeadingKeys: (?:[A-Z]#orders(?:#\*)?(?:, )?)+$/,
    );
  }
});

test.each<[what: string, type: string, change: (properties: Record<string, unknown>) => void, says: string]>([
  [
    'a workgroup that clients override',
    'AWS::Athena::WorkGroup',
    (it) => Object.assign(it['WorkGroupConfiguration'] as object, { EnforceWorkGroupConfiguration: false }),
    'clients can override it',
  ],
  [
    'a query without a limit',
    'AWS::Athena::WorkGroup',
    (it) => Object.assign(it['WorkGroupConfiguration'] as object, { BytesScannedCutoffPerQuery: undefined }),
    'it has no limit of bytes per query',
  ],
  ['a job that Glue repeats', 'AWS::Glue::Job', (it) => Object.assign(it, { MaxRetries: 1 }), 'Glue would retry it'],
  [
    'a job without a timeout',
    'AWS::Glue::Job',
    (it) => Object.assign(it, { Timeout: undefined }),
    'its timeout is undefined',
  ],
  [
    'a ledger that forgets',
    'AWS::DynamoDB::Table',
    (it) => Object.assign(it, { TimeToLiveSpecification: {} }),
    'it forgets',
  ],
  [
    'lines that are kept for ever',
    'AWS::Logs::LogGroup',
    (it) => Object.assign(it, { RetentionInDays: undefined }),
    'it keeps them for ever',
  ],
  [
    'an alarm that calls nobody',
    'AWS::CloudWatch::Alarm',
    (it) => Object.assign(it, { AlarmActions: [] }),
    'it calls nobody',
  ],
])('%s is found', (_, type, change, says) => {
  const found = templates.flatMap(({ stackName, template }) =>
    Object.entries(template.Resources).map(([id, resource]) => ({ stackName, id, resource })),
  );
  const one = found.find(({ resource }) => resource.Type === type);
  if (one === undefined) throw new Error(`there is a ${type}`);
  const Properties = structuredClone(one.resource.Properties);
  change(Properties);

  expect(
    checkTemplate(one.stackName, { Resources: { [one.id]: { Type: type, Properties } } }).violations.join(),
  ).toContain(says);
});

test('a raw bucket that forgets versions is found', () => {
  const Properties = {
    BucketName: `x-raw-${ENV.account}`,
    LifecycleConfiguration: { Rules: [{ AbortIncompleteMultipartUpload: {} }] },
  };

  expect(checkTemplate('x', { Resources: { Raw: { Type: 'AWS::S3::Bucket', Properties } } }).violations).toEqual([
    'x Raw: the raw bucket keeps versions and sends events: it keeps no versions',
  ]);
});
