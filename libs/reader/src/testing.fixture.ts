import type { Plan, PlanColumn, PlanDrift, PlanSource } from '@sluice/protocol';

/** A nullable text column without rules. */
export function textColumn(name: string): PlanColumn {
  return {
    name,
    headers: [name],
    type: 'string',
    nullable: true,
    null_tokens: [],
    guard: null,
    format: null,
    missing: { policy: 'null', default: null },
    rules: [],
  };
}

/** A plan of plain CSV with the columns given. */
export function planFixture(
  columns: readonly PlanColumn[],
  source: Partial<PlanSource> = {},
  drift: Partial<PlanDrift> = {},
): Plan {
  return {
    plan_format: 1,
    dataset_id: 'fixture',
    source: {
      format: 'csv',
      suffix: '.csv',
      compression: 'none',
      encoding: 'utf-8',
      delimiter: ',',
      quote: '"',
      escape: '"',
      decimal_comma: false,
      max_bytes: 1 << 24,
      max_inflated_bytes: 1 << 26,
      ...source,
    },
    columns,
    partition: [],
    sort: [],
    dedupe: null,
    drift: { new_column: 'rescue', missing_column: 'null', bad_value: 'quarantine_row', max_bad_ratio: null, ...drift },
  };
}
