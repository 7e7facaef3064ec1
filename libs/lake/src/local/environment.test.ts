import { expect, it } from 'vitest';
import { localEnvironment } from './environment.ts';

it('leaves nothing by which a child could find a real account, or go around the endpoint', () => {
  const environment = localEnvironment(
    {
      PATH: '/bin',
      HOME: '/home/ana',
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'secret',
      AWS_ENDPOINT_URL_S3: 'https://s3.amazonaws.com',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2/x',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
      CDK_DEFAULT_ACCOUNT: '123456789012',
      HTTPS_PROXY: 'http://proxy',
      http_proxy: 'http://proxy',
    },
    'http://127.0.0.1:4566',
  );

  expect(environment).toEqual({
    PATH: '/bin',
    HOME: '/home/ana',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  });
});
