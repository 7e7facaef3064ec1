import { createHash } from 'node:crypto';
import { type App, Stack } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

/** Stands in the parameter until the template around it is known. */
const UNSEALED = 'unsealed';

/**
 * The deployed digest of a stack: the SHA-256 of its template without this parameter. Assets are in it by their content
 * hashes. CloudFormation changes it together with everything else or not at all, so it never says more than what is
 * deployed.
 */
export class DigestParameter extends Construct {
  readonly parameter: CfnParameter;

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    this.parameter = new CfnParameter(this, 'Digest', {
      name,
      type: 'String',
      value: UNSEALED,
      description: 'Digest of what is deployed; the same digest needs no deployment.',
    });
  }
}

/**
 * Writes every stack's digest into its parameter. The app is then ready for its last synthesis. @returns digests by
 * stack name
 */
export function sealDigests(app: App): ReadonlyMap<string, string> {
  const assembly = app.synth();
  const digests = new Map<string, string>();
  for (const { parameter } of app.node.findAll().filter((construct) => construct instanceof DigestParameter)) {
    const stack = Stack.of(parameter);
    const { template } = assembly.getStackByName(stack.stackName) as {
      template: { Resources: Record<string, unknown> };
    };
    const { [stack.getLogicalId(parameter)]: _own, ...resources } = template.Resources;
    const digest = createHash('sha256')
      .update(JSON.stringify({ ...template, Resources: resources }))
      .digest('hex');
    parameter.value = digest;
    digests.set(stack.stackName, digest);
  }
  return digests;
}
