import type { DatasetNames } from '@sluice/protocol';

/** Where a function's lines go. */
export const functionLogGroup = (functionName: string): string => `/aws/lambda/${functionName}`;

/**
 * Glue writes to `<prefix>/output` and `<prefix>/error` when a job names a prefix of its own; otherwise all jobs of an
 * account share two groups. https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
 */
export const jobLogPrefix = ({ job }: DatasetNames): string => `/aws-glue/jobs/${job}`;
export const jobLogGroups = (dataset: DatasetNames): readonly string[] =>
  ['output', 'error'].map((name) => `${jobLogPrefix(dataset)}/${name}`);
