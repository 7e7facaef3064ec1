import { describe, expect, it, test } from 'vitest';
import { policiesUnread, statementsOf, type TemplateDocument, text } from './statements.ts';

describe('a value of a template as text', () => {
  it.each([
    ['a reference', { Ref: 'Topic' }, '<Topic>'],
    ['an attribute', { 'Fn::GetAtt': ['Role', 'Arn'] }, '<Role.Arn>'],
    [
      'a join of both',
      { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, { 'Fn::GetAtt': ['A', 'Arn'] }]] },
      'arn:<AWS::Partition>:<A.Arn>',
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of CloudFormation.
    ['a substitution', { 'Fn::Sub': 's3://${Bucket}/x' }, 's3://<Bucket>/x'],
    ['what is text already', 'x', 'x'],
    ['anything else, as it stands', { 'Fn::If': ['a', 'b', 'c'] }, '{"Fn::If":["a","b","c"]}'],
  ])('%s', (_, value, expected) => {
    expect(text(value)).toBe(expected);
  });
});

const allow = (extra: object) => ({
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...extra }],
});
const templateOf = (Type: string, Properties: object): TemplateDocument => ({
  Resources: { Thing1A2B3C4D: { Type, Properties } },
});

describe('statements of a template', () => {
  test.each([
    [
      'AWS::IAM::Role',
      { AssumeRolePolicyDocument: allow({}), Policies: [{ PolicyDocument: allow({}) }] },
      ['trust Thing', 'permission Thing'],
    ],
    ['AWS::SQS::QueuePolicy', { PolicyDocument: allow({}), Queues: [{ Ref: 'Queue1A2B3C4D' }] }, ['guard <Queue>']],
    ['AWS::S3::BucketPolicy', { PolicyDocument: allow({}), Bucket: { Ref: 'Raw1A2B3C4D' } }, ['guard <Raw>']],
    ['AWS::SNS::TopicPolicy', { PolicyDocument: allow({}), Topics: [{ Ref: 'Topic' }] }, ['guard <Topic>']],
    ['AWS::KMS::Key', { KeyPolicy: allow({}) }, ['guard Thing']],
    [
      'AWS::Lambda::Permission',
      { Action: 'lambda:InvokeFunction', FunctionName: 'f', Principal: 'events', SourceArn: 'arn' },
      ['guard f'],
    ],
    ['AWS::S3::Bucket', { BucketName: 'x' }, []],
  ])('of %s are read', (type, properties, expected) => {
    const found = statementsOf('stack', templateOf(type, properties));

    expect(found.map(({ kind, holder }) => `${kind} ${holder}`)).toEqual(expected);
  });

  it('are lists, whether the template has one value or many', () => {
    const [one] = statementsOf('stack', templateOf('AWS::KMS::Key', { KeyPolicy: allow({ Principal: '*' }) }));
    const [many] = statementsOf(
      'stack',
      templateOf('AWS::KMS::Key', {
        KeyPolicy: allow({
          Action: ['a', 'b'],
          Principal: { AWS: ['x', 'y'], Service: 'z' },
          Condition: { StringLike: { 'k:Key': ['A#*', 'B#*'] }, Bool: { secure: 'true' } },
        }),
      }),
    );

    expect(one).toMatchObject({ actions: ['s3:GetObject'], resources: ['*'], principals: ['*'], conditions: [] });
    expect(many).toMatchObject({
      actions: ['a', 'b'],
      principals: ['x', 'y', 'z'],
      conditions: ['StringLike k:Key: A#*, B#*', 'Bool secure: true'],
    });
  });
});

describe('a policy that would go unseen is named', () => {
  it.each([
    ['of a kind that is not read', 'AWS::IAM::Policy', { PolicyDocument: allow({}) }],
    ['of a kind that is not read, deep in it', 'AWS::IAM::ManagedPolicy', { Nested: [{ PolicyDocument: allow({}) }] }],
    ['that AWS manages', 'AWS::IAM::Role', { AssumeRolePolicyDocument: allow({}), ManagedPolicyArns: ['arn:aws:x'] }],
  ])('%s', (_, type, properties) => {
    expect(policiesUnread(templateOf(type, properties))).toEqual(['Thing1A2B3C4D']);
  });

  it('and no other', () => {
    expect(policiesUnread(templateOf('AWS::IAM::Role', { AssumeRolePolicyDocument: allow({}) }))).toEqual([]);
    expect(policiesUnread(templateOf('AWS::S3::Bucket', {}))).toEqual([]);
  });
});
