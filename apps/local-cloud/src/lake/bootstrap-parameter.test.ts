import { expect, test } from 'vitest';
import { bootstrapParameter } from './bootstrap-parameter.ts';

test.each([
  ['{}', '/cdk-bootstrap/hnb659fds/version'],
  ['{"context":{}}', '/cdk-bootstrap/hnb659fds/version'],
  ['{"context":{"@aws-cdk/core:bootstrapQualifier":"blue"}}', '/cdk-bootstrap/blue/version'],
])('the bootstrap that cdk.json %s means', (cdkJson, parameter) => {
  expect(bootstrapParameter(cdkJson)).toBe(parameter);
});
