import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DUMMY_CREDENTIALS } from '@sluice/lake/local';
import { LocalCloudError } from '../errors.ts';

/**
 * Refuses to work where the user's own AWS clients would go to a real account: an endpoint that is not this machine, a
 * profile, or real keys. What is started here never sees any of them; but whoever types `aws s3 rm` after `sluice local
 * up` in such a terminal would not mean that account.
 */
export function refuseForeignAws(environment: NodeJS.ProcessEnv): void {
  for (const [name, value = ''] of Object.entries(environment)) {
    if (/^AWS_ENDPOINT_URL(?:_|$)/.test(name) && value !== '' && !isLoopback(value)) {
      throw new LocalCloudError('SLC6110', `${name} is ${hostOf(value)}, which is not this machine`, {
        fix: `Unset it for this command: env -u ${name} <command>`,
      });
    }
  }
  const profileName = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].find((name) => (environment[name] ?? '') !== '');
  const profile = profileName === undefined ? undefined : environment[profileName];
  if (profileName !== undefined && profile !== undefined && !isLocalProfile(environment, profile)) {
    throw new LocalCloudError(
      'SLC6110',
      `${profileName} is ${JSON.stringify(profile)}, a profile that does not point to this machine`,
      {
        fix: `Unset it for this command: env -u ${profileName} <command>`,
      },
    );
  }
  const key = environment['AWS_ACCESS_KEY_ID'] ?? '';
  if (/^(?:AKIA|ASIA|AROA|AIDA)/.test(key) && key !== DUMMY_CREDENTIALS.accessKeyId) {
    throw new LocalCloudError('SLC6110', 'AWS_ACCESS_KEY_ID holds the key of a real account', {
      fix:
        'Unset it for this command: env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u ' +
        'AWS_SESSION_TOKEN <command>',
    });
  }
}

/** Whether an endpoint is this machine itself. */
function isLoopback(endpoint: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostOf(endpoint));
}

function hostOf(endpoint: string): string {
  try {
    return new URL(endpoint).hostname;
  } catch {
    return endpoint;
  }
}

/** A profile made for an emulator says so by its endpoint. */
function isLocalProfile(environment: NodeJS.ProcessEnv, profile: string): boolean {
  const file = environment['AWS_CONFIG_FILE'] || join(environment['HOME'] || homedir(), '.aws', 'config');
  if (!existsSync(file)) return false;
  const wanted = profile === 'default' ? 'default' : `profile ${profile}`;
  let section = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const header = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) section = header;
    const endpoint = /^\s*endpoint_url\s*=\s*(\S+)/.exec(line)?.[1];
    if (section === wanted && endpoint !== undefined) return isLoopback(endpoint);
  }
  return false;
}
