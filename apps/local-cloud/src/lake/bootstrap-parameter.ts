/** The CDK's own, where nobody has chosen another. */
const USUAL_QUALIFIER = 'hnb659fds';

/**
 * The parameter that says that the account is bootstrapped. The qualifier is the one that `cdk.json` of the platform
 * gives to synthesis, deployment and `cdk bootstrap` alike.
 */
export function bootstrapParameter(cdkJson: string): string {
  const { context = {} } = JSON.parse(cdkJson) as { readonly context?: Readonly<Record<string, unknown>> };
  const qualifier = context['@aws-cdk/core:bootstrapQualifier'];
  return `/cdk-bootstrap/${typeof qualifier === 'string' ? qualifier : USUAL_QUALIFIER}/version`;
}
