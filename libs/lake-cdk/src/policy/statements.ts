/** One statement of one policy of a template, with every reference written as text. */
export interface Statement {
  readonly stack: string;
  /** Whose policy it is: a role's name in the stack, or the resource that the policy guards. */
  readonly holder: string;
  readonly kind: 'permission' | 'trust' | 'guard';
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly string[];
}

/** A synthesized template, as far as it is looked at. */
export interface TemplateDocument {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is what CloudFormation takes; each reader knows its part.
  readonly Properties: any;
}

type Raw = Readonly<Record<string, unknown>>;

/** Where templates keep policies. A policy of a kind that is not here would go unseen: `policiesUnread` finds it. */
const READERS: Readonly<Record<string, (id: string, properties: TemplateResource['Properties']) => readonly Found[]>> =
  {
    'AWS::IAM::Role': (id, { AssumeRolePolicyDocument, Policies = [] }) => [
      { holder: id, kind: 'trust', document: AssumeRolePolicyDocument },
      ...Policies.map(({ PolicyDocument }: Raw) => ({ holder: id, kind: 'permission', document: PolicyDocument })),
    ],
    'AWS::SQS::QueuePolicy': (_, { PolicyDocument, Queues }) => [
      { holder: text(Queues[0]), kind: 'guard', document: PolicyDocument },
    ],
    'AWS::S3::BucketPolicy': (_, { PolicyDocument, Bucket }) => [
      { holder: text(Bucket), kind: 'guard', document: PolicyDocument },
    ],
    'AWS::SNS::TopicPolicy': (_, { PolicyDocument, Topics }) => [
      { holder: text(Topics[0]), kind: 'guard', document: PolicyDocument },
    ],
    'AWS::KMS::Key': (id, { KeyPolicy }) => [{ holder: id, kind: 'guard', document: KeyPolicy }],
    'AWS::Lambda::Permission': (_, { Action, FunctionName, Principal, SourceArn }) => [
      {
        holder: text(FunctionName),
        kind: 'guard',
        document: {
          Statement: [
            {
              Sid: 'Invoke',
              Effect: 'Allow',
              Principal: { Service: Principal },
              Action,
              Resource: FunctionName,
              Condition: { ArnLike: { 'aws:SourceArn': SourceArn } },
            },
          ],
        },
      },
    ],
  };

interface Found {
  readonly holder: string;
  readonly kind: Statement['kind'];
  readonly document: { readonly Statement: readonly Raw[] };
}

/** Every statement of a template. */
export function statementsOf(stack: string, { Resources }: TemplateDocument): readonly Statement[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    (READERS[Type]?.(id, Properties) ?? []).flatMap(({ holder, kind, document }) =>
      document.Statement.map((statement) => ({
        stack,
        holder: withoutHash(holder),
        kind,
        sid: text(statement['Sid'] ?? ''),
        effect: statement['Effect'] as Statement['effect'],
        principals: principalsOf(statement['Principal']),
        actions: texts(statement['Action']),
        resources: texts(statement['Resource']),
        conditions: conditionsOf(statement['Condition']),
      })),
    ),
  );
}

/** Resources that hold a policy in a place that `statementsOf` does not read. */
export function policiesUnread({ Resources }: TemplateDocument): readonly string[] {
  return Object.entries(Resources)
    .filter(
      ([, { Type, Properties }]) =>
        READERS[Type] === undefined && /"(PolicyDocument|ManagedPolicyArns)"/.test(JSON.stringify(Properties ?? {})),
    )
    .map(([id]) => id)
    .concat(
      Object.entries(Resources).flatMap(([id, { Properties }]) =>
        Properties?.ManagedPolicyArns === undefined ? [] : [id],
      ),
    );
}

/** A value of a template as text: references in angle brackets, joins joined. */
export function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value as Record<string, unknown>;
  if (Ref !== undefined) return `<${String(Ref)}>`;
  if (Array.isArray(join)) return (join[1] as readonly unknown[]).map(text).join(String(join[0]));
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (typeof sub === 'string') return sub.replaceAll(/\$\{([^}]+)\}/g, '<$1>');
  return JSON.stringify(value);
}

function texts(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(text);
}

function principalsOf(principal: unknown): readonly string[] {
  if (principal === undefined) return [];
  return typeof principal === 'object' && principal !== null
    ? Object.values(principal).flatMap(texts)
    : texts(principal);
}

function conditionsOf(condition: unknown): readonly string[] {
  return Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key}: ${texts(value).join(', ')}`),
  );
}

/** CDK ends a logical id with eight characters that say where in the tree it stands. */
function withoutHash(holder: string): string {
  return holder.replace(/([A-Za-z]+)[0-9A-F]{8}(?=>|$|\.)/, '$1');
}
