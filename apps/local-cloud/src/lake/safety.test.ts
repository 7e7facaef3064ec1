import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseForeignAws } from './safety.ts';

let HOME: string;
beforeAll(() => {
  HOME = mkdtempSync(join(tmpdir(), 'sluice-safety-'));
  mkdirSync(join(HOME, '.aws'));
  writeFileSync(
    join(HOME, '.aws/config'),
    `[default]
region = eu-west-1
[profile emulator]
endpoint_url = http://127.0.0.1:4566
[profile tunnel]
endpoint_url = https://localhost.example.com
[profile production]
role_arn = arn:aws:iam::1:role/x
`,
  );
});
afterAll(() => rmSync(HOME, { recursive: true, force: true }));

describe('a terminal whose AWS clients would go elsewhere', () => {
  it.each([
    [{ AWS_ENDPOINT_URL: 'https://example.com' }, 'AWS_ENDPOINT_URL is example.com'],
    [{ AWS_ENDPOINT_URL_S3: 'https://s3.eu-west-1.amazonaws.com' }, 'AWS_ENDPOINT_URL_S3'],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1.example.com' }, 'AWS_ENDPOINT_URL'],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1@example.com/' }, 'AWS_ENDPOINT_URL'],
    [{ AWS_ENDPOINT_URL: 'nonsense' }, 'AWS_ENDPOINT_URL'],
    [{ AWS_PROFILE: 'production' }, 'AWS_PROFILE is "production"'],
    [{ AWS_PROFILE: 'default' }, 'AWS_PROFILE is "default"'],
    [{ AWS_DEFAULT_PROFILE: 'tunnel' }, 'AWS_DEFAULT_PROFILE'],
    [{ AWS_PROFILE: 'absent' }, 'AWS_PROFILE'],
    [{ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }, 'AWS_ACCESS_KEY_ID holds the key of a real account'],
    [{ AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE' }, 'AWS_ACCESS_KEY_ID'],
  ])('is refused: %j', (environment, message) => {
    let thrown: unknown;
    try {
      refuseForeignAws({ HOME, ...environment });
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toMatchObject({
      code: 'SLC6110',
      message: expect.stringContaining(message),
      fix: expect.stringContaining('env -u'),
    });
    // Keys are not for the screen.
    expect(String((thrown as Error).message)).not.toContain('IOSFODNN7');
  });

  it.each([
    [{}],
    [{ AWS_ENDPOINT_URL: '' }],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', AWS_ACCESS_KEY_ID: 'test' }],
    [{ AWS_ENDPOINT_URL_GLUE: 'http://localhost:1' }],
    [{ AWS_ENDPOINT_URL: 'http://[::1]:4566' }],
    [{ AWS_PROFILE: 'emulator' }],
    [{ AWS_REGION: 'eu-west-1' }],
  ])('is not: %j', (environment) => {
    expect(() => refuseForeignAws({ HOME, ...environment })).not.toThrow();
  });
});
