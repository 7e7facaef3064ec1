/** Credentials that satisfy every SDK and open nothing. */
export const DUMMY_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** The region of everything local. */
export const LOCAL_REGION = 'us-east-1';

/**
 * What a child could find its way to a real account by, or around the gateway: settings of AWS and CDK, and proxies.
 */
const FOREIGN = /^(?:AWS_|CDK_|(?:https?|all|no)_proxy$)/i;

/**
 * The environment of a child that may talk to one endpoint of this machine and to nothing else: whatever the user has
 * set for AWS is gone, the configuration files of AWS included.
 */
export function localEnvironment(base: NodeJS.ProcessEnv, endpoint: string): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !FOREIGN.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: DUMMY_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: DUMMY_CREDENTIALS.secretAccessKey,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}
