import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { type ClientSettings, eventually } from './testing.ts';

/** A template's resources. */
export type Resources = Readonly<
  Record<
    string,
    { readonly Type: string; readonly Properties?: Record<string, unknown>; readonly DependsOn?: string[] }
  >
>;

/** How a stack ended, and what its first failed resource said. */
export interface Outcome {
  readonly status: string;
  readonly reason: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Deploys templates through CloudFormation, as `cdk deploy` does. */
export function createStacks(settings: ClientSettings) {
  const client = new CloudFormationClient(settings);
  const template = (resources: Resources, outputs: Record<string, unknown> = {}) =>
    JSON.stringify({
      Resources: resources,
      Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
    });

  async function settled(name: string): Promise<Outcome> {
    const stack = await eventually(
      `stack ${name}`,
      async () => {
        const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
        return Stacks?.[0]?.StackStatus?.endsWith('_IN_PROGRESS') === false ? Stacks[0] : undefined;
      },
      60,
    );
    const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: name }));
    const failed = StackEvents?.findLast((event) => event.ResourceStatus?.endsWith('_FAILED') === true);
    return {
      status: stack.StackStatus ?? '',
      reason: failed?.ResourceStatusReason,
      outputs: Object.fromEntries(
        (stack.Outputs ?? []).map((output) => [output.OutputKey ?? '', output.OutputValue ?? '']),
      ),
    };
  }

  return {
    async create(name: string, resources: Resources, outputs?: Record<string, unknown>): Promise<Outcome> {
      await client.send(new CreateStackCommand({ StackName: name, TemplateBody: template(resources, outputs) }));
      return settled(name);
    },
    async update(name: string, resources: Resources, outputs?: Record<string, unknown>): Promise<Outcome> {
      await client.send(new UpdateStackCommand({ StackName: name, TemplateBody: template(resources, outputs) }));
      return settled(name);
    },
    async remove(name: string): Promise<void> {
      await client.send(new DeleteStackCommand({ StackName: name }));
      await eventually(`end of stack ${name}`, async () => {
        try {
          const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
          return Stacks?.[0]?.StackStatus === 'DELETE_COMPLETE' ? true : undefined;
        } catch {
          return true;
        }
      });
    },
  };
}

/** A Lambda of a template: CommonJS source of a handler, run by Node as all functions of the lake are. */
export function lambda(name: string, source: string, properties: Record<string, unknown> = {}): Resources[string] {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/lambda',
      Timeout: 30,
      Code: { ZipFile: source },
      ...properties,
    },
  };
}

/** The source of a handler that posts its event to the test and returns `answer`, an expression over `event`. */
export function reporting(url: string, name: string, answer = '{}'): string {
  return `exports.handler = async (event) => {
  await fetch(${JSON.stringify(`${url}/${name}`)}, { method: 'POST', body: JSON.stringify(event) });
  return ${answer};
};`;
}
