import type { LakeNames } from '@sluice/protocol';
import { CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';

// biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of the generated file, as it is written there.
const PROCESSED = '${ProcessedBucket}';

/**
 * The table, as the contract's generated file says it; only the bucket is filled in. It stays when the dataset is
 * retired: its history is still asked for.
 */
export function catalogTable(
  scope: Stack,
  id: string,
  lake: LakeNames,
  tableInput: Readonly<Record<string, unknown>>,
): CfnResource {
  const table = new CfnResource(scope, id, {
    type: 'AWS::Glue::Table',
    properties: {
      CatalogId: scope.account,
      DatabaseName: lake.database,
      TableInput: filled(tableInput, lake.processedBucket),
    },
  });
  table.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return table;
}

function filled(value: unknown, bucket: string): unknown {
  if (typeof value === 'string') return value.replaceAll(PROCESSED, bucket);
  if (Array.isArray(value)) return value.map((entry) => filled(entry, bucket));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry, bucket)]));
}
