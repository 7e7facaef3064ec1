import type { DatasetConfig } from '@sluice/protocol';

/** What Lambda tells about the invocation, as far as it is looked at. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** The one environment variable of every Lambda of a dataset, as the platform wrote it. */
export function configFromEnvironment(): DatasetConfig {
  return JSON.parse(process.env['SLUICE_CONFIG'] ?? '{}') as DatasetConfig;
}
