import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** One thing that an actor may do. The id says what for: it is the first column of docs/iam.md. */
export interface Permission {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Who an actor is, and everything that it may do. */
export interface ActorRoleProps {
  readonly description: string;
  /** The AWS service that takes the role. */
  readonly service: string;
  /** Narrows who may take it. */
  readonly trust?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly permissions: readonly Permission[];
}

/**
 * A role whose permissions are all written out, in the role itself. No construct adds to it: what is granted behind
 * one's back is what nobody reviews.
 */
export function actorRole(
  scope: Construct,
  id: string,
  { description, service, trust, permissions }: ActorRoleProps,
): Role {
  const statements = permissions.map(
    ({ sid, actions, resources, conditions }) =>
      new PolicyStatement({
        sid,
        effect: Effect.ALLOW,
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
  );
  return new Role(scope, id, {
    description,
    assumedBy: new ServicePrincipal(service, trust === undefined ? {} : { conditions: trust }),
    inlinePolicies: { permissions: new PolicyDocument({ statements }) },
  });
}
