/**
 * The plan: what the data plane does with the files of one dataset. Produced by `libs/codegen`, read by `libs/reader`
 * and `glue/`. Its JSON Schema is `libs/protocol/schemas/plan.schema.json`; semantics are in `docs/reading-rules.md`.
 */
export interface Plan {
  readonly plan_format: 1;
  readonly dataset_id: string;
  readonly source: PlanSource;
  readonly columns: readonly PlanColumn[];
  readonly partition: readonly PlanPartition[];
  readonly sort: readonly PlanOrder[];
  readonly dedupe: { readonly key: readonly string[]; readonly order: readonly PlanOrder[] } | null;
  readonly drift: PlanDrift;
}

export interface PlanSource {
  readonly format: 'csv';
  readonly suffix: string;
  readonly compression: 'none' | 'gzip';
  readonly encoding: 'utf-8' | 'windows-1252' | 'iso-8859-1';
  readonly delimiter: string;
  readonly quote: string;
  /** Equal to `quote`: a quote inside quotes is doubled. */
  readonly escape: string;
  readonly decimal_comma: boolean;
  readonly max_bytes: number;
  readonly max_inflated_bytes: number;
}

export interface PlanColumn {
  readonly name: string;
  /** `source`, then aliases. */
  readonly headers: readonly string[];
  /** Lake type: `string`, `boolean`, `int`, `bigint`, `double`, `date`, `timestamp`, `decimal(p,s)`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly null_tokens: readonly string[];
  /** Regular expression for the whole cell, without anchors; null for `string`. */
  readonly guard: string | null;
  /** A `bigint` that must lie within 2^53 - 1. */
  readonly safe_integer?: boolean;
  /** `date` and `timestamp`: `iso` or a token pattern. */
  readonly format: string | null;
  readonly missing: { readonly policy: 'null' | 'default' | 'reject'; readonly default: string | null };
  readonly rules: readonly PlanRule[];
}

/** Bounds and values are canonical texts of the column's type. */
export type PlanRule =
  | {
      readonly rule: 'range';
      readonly minimum?: string;
      readonly maximum?: string;
      readonly exclusive_minimum?: string;
      readonly exclusive_maximum?: string;
    }
  | { readonly rule: 'multiple'; readonly of: string }
  | { readonly rule: 'length'; readonly minimum?: number; readonly maximum?: number }
  | { readonly rule: 'pattern'; readonly pattern: string; readonly java_pattern: string }
  | { readonly rule: 'enum'; readonly values: readonly string[] };

export interface PlanPartition {
  readonly name: string;
  readonly column: string;
  readonly transform: 'identity' | 'year' | 'month' | 'day' | 'hour' | 'date';
  readonly pad: number;
}

export interface PlanOrder {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

export interface PlanDrift {
  readonly new_column: 'rescue' | 'ignore' | 'reject';
  readonly missing_column: 'null' | 'default' | 'reject';
  readonly bad_value: 'quarantine_row' | 'null_value' | 'reject_file';
  readonly max_bad_ratio: number | null;
}
