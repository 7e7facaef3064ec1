import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { synthesize } from './synthesize.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-synthesize-'));
const QUALIFIER = '@aws-cdk/core:bootstrapQualifier';

// A dataset's stack is bundled for it.
vi.setConfig({ testTimeout: 90_000 });

afterAll(() => {
  vi.resetConfig();
  rmSync(root, { recursive: true, force: true });
});

function synthesized(name: string, context: Readonly<Record<string, string>>) {
  const work = mkdtempSync(join(root, `${name}-`));
  const result = synthesize({
    target: 'sales',
    context,
    work,
    env: { account: '111122223333', region: 'eu-west-1' },
  });
  return { ...result, template: readFileSync(join(result.outdir, `${result.stackName}.template.json`), 'utf8') };
}

test('a qualifier is in every name of the bootstrap: the version, the assets, and who may read them', () => {
  const usual = synthesized('usual', {});
  const blue = synthesized('blue', { [QUALIFIER]: 'blue' });

  expect(usual.bootstrap).toEqual({
    parameter: '/cdk-bootstrap/hnb659fds/version',
    command: 'npx cdk bootstrap aws://111122223333/eu-west-1',
  });
  expect(usual.template).toContain('cdk-hnb659fds-assets-111122223333-eu-west-1');
  expect(blue.bootstrap).toEqual({
    parameter: '/cdk-bootstrap/blue/version',
    command: 'npx cdk bootstrap aws://111122223333/eu-west-1 --qualifier blue --toolkit-stack-name CDKToolkit-blue',
  });
  expect(blue.template).toContain('/cdk-bootstrap/blue/version');
  expect(blue.template).toContain(':s3:::cdk-blue-assets-111122223333-eu-west-1/');
  expect(blue.template).not.toContain('hnb659fds');
});
