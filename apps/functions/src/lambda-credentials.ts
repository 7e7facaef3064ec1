/**
 * Where a Lambda's clients find their credentials: in the environment, always. Bundles put this in the place of
 * `@aws-sdk/credential-provider-node`, whose chain (profiles, SSO, web identity, instance metadata) is a sixth of a
 * bundle and a quarter of a cold import, and is never asked in a Lambda.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
