import { type ErrorCode, registeredError } from '@sluice/protocol';

/** Codes of the stacks and of their deployment. */
export const PLATFORM_ERRORS: readonly ErrorCode[] = [
  {
    code: 'SLC9501',
    title: 'A context value cannot be used',
    fault: 'user',
    why:
      'What is given by -c decides names and what is deployed. A value that is silently ignored, or taken for ' +
      'another, would change the wrong lake.',
    fix:
      'give lake (lower-case letters, digits, hyphens), graceSeconds (0 to 3600) or datasets (registered ids, ' +
      'separated by commas), and nothing else',
  },
  {
    code: 'SLC9502',
    title: 'A contract cannot be deployed',
    fault: 'user',
    why:
      'A stack is built from a sound contract and its generated files. What does not pass the check would deploy ' +
      'something that nobody reviewed.',
    fix: 'npx sluice contract check <dataset>, then npx sluice contract generate <dataset>',
  },
  {
    code: 'SLC9503',
    title: 'AWS does not answer, or does not let us in',
    fault: 'environment',
    why: 'A deployment needs credentials for one account and an answer from it.',
    fix:
      'check credentials and region (AWS_PROFILE, AWS_REGION); for the lake on this machine: npx sluice ' +
      'local status',
  },
  {
    code: 'SLC9504',
    title: 'The account is not prepared for deployments',
    fault: 'environment',
    why: 'Files of a deployment are uploaded to a bucket that `cdk bootstrap` makes once per account and region.',
    fix: 'npx cdk bootstrap aws://<account>/<region>',
  },
  {
    code: 'SLC9505',
    title: 'A deployment has failed',
    fault: 'environment',
    why:
      'CloudFormation refused the stack or rolled it back. What was deployed before is still there: the deployed ' +
      'digest is unchanged.',
    fix: 'read the events above; when the cause is gone, deploy again: only what differs is deployed',
  },
  {
    code: 'SLC9506',
    title: 'A bundle cannot be built',
    fault: 'tool',
    why: 'Lambdas are bundled from the sources of the checkout.',
    fix: 'npm ci, then npm test -- types; if both are fine, report it: this is a defect of Sluice.',
  },
  {
    code: 'SLC9507',
    title: 'There is no such stack',
    fault: 'user',
    why: 'A deployment names one registered dataset, or the lake.',
    fix: 'name a dataset of contracts/registry.json, or lake',
  },
  {
    code: 'SLC9508',
    title: 'More lifecycle rules than a bucket may have',
    fault: 'user',
    why:
      'S3 keeps at most 1,000 lifecycle rules per bucket. Every dataset needs two for its working copies in the ' +
      'control bucket, and one with a retention needs one in each zone.',
    fix: 'leave retention out where everything is kept, or give some of the datasets a lake of their own',
  },
  {
    code: 'SLC9509',
    title: 'The summary of retentions is not fresh',
    fault: 'user',
    why:
      'The buckets are built from contracts/retention.json. One that is not what the contracts say would delete ' +
      'files too early, or keep them for ever.',
    fix: 'npx sluice contract generate, and commit contracts/retention.json',
  },
  {
    code: 'SLC9510',
    title: 'A dataset is deployed that no contract registers',
    fault: 'user',
    why:
      'Its folder and its line in contracts/registry.json are gone, and its stack is still there: it takes files, ' +
      'starts runs and costs money, and no merge will change it any more.',
    fix:
      'docs/runbook.md#orphan: bring the contract back with `status: retired` and deploy it, and when nothing waits ' +
      'or runs, unregister it and delete the stack',
  },
  {
    code: 'SLC9511',
    title: 'The id of a dataset is a place that all datasets share',
    fault: 'user',
    why:
      'A dataset is the first word of its keys in the control bucket. `code` and `athena` are taken there: code that ' +
      'every job reads, and results of queries, which expire.',
    fix: 'give the dataset another id',
  },
];

/** An error of the stacks or of their deployment, with its code. */
export class PlatformError extends registeredError(PLATFORM_ERRORS) {
  override readonly name = 'PlatformError';
}
