/** Functions that mean the same in Trino and in DuckDB under the same name. */
const SAME =
  'count count_star sum avg min max count_if arbitrary any_value array_agg bool_and bool_or stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp regr_slope regr_intercept ' +
  'row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value ' +
  'abs ceil ceiling floor round trunc sqrt cbrt exp ln log2 log10 power pow mod sign pi sin cos tan asin acos atan atan2 radians degrees greatest least ' +
  'length lower upper trim ltrim rtrim substr substring replace reverse concat concat_ws strpos position split_part lpad rpad starts_with chr translate ' +
  'year month day hour minute second quarter week now to_hours to_minutes to_seconds to_days to_weeks to_months to_years to_milliseconds ' +
  'coalesce nullif if contains array_distinct array_sort unnest row map array_extract struct_extract like_escape not_like_escape timezone ' +
  'json_extract regexp_extract random';

/** Trino's name -> the name in DuckDB, or a macro of ours where the meaning differs. */
const RENAMED: Readonly<Record<string, string>> = {
  approx_distinct: 'approx_count_distinct',
  approx_percentile: 'approx_quantile',
  every: 'bool_and',
  // DuckDB's own max_by passes over rows whose value is null.
  max_by: 'arg_max_null',
  min_by: 'arg_min_null',
  element_at: 'array_extract',
  geometric_mean: 'geomean',
  truncate: 'trunc',
  codepoint: 'unicode',
  split: 'string_split',
  regexp_like: 'regexp_matches',
  regexp_replace: 'sluice_regexp_replace',
  day_of_week: 'isodow',
  dow: 'isodow',
  day_of_month: 'dayofmonth',
  day_of_year: 'dayofyear',
  doy: 'dayofyear',
  week_of_year: 'weekofyear',
  date: 'sluice_date',
  date_trunc: 'sluice_date_trunc',
  date_add: 'sluice_date_add',
  // DuckDB's date_diff counts borders crossed, Trino's counts whole units, which DuckDB calls date_sub.
  date_diff: 'date_sub',
  from_unixtime: 'to_timestamp',
  to_unixtime: 'epoch',
  cardinality: 'len',
  array_join: 'array_to_string',
  array_max: 'list_max',
  array_min: 'list_min',
  sequence: 'generate_series',
  json_extract_scalar: 'json_extract_string',
  rand: 'random',
  date_part: 'sluice_date_part',
};

const OPERATORS = new Set(['+', '-', '*', '/', '%', '||', '~~', '!~~']);
const ALLOWED = new Set([...SAME.split(' '), ...Object.keys(RENAMED)]);
const VOLATILE = new Set(['random', 'rand']);

/** The name in DuckDB of a function or operator of a query; undefined when it is not on the list. */
export function duckdbFunction(name: string, isOperator: boolean): string | undefined {
  const lower = name.toLowerCase();
  if (isOperator ? !OPERATORS.has(lower) : !ALLOWED.has(lower)) return undefined;
  return Object.hasOwn(RENAMED, lower) ? RENAMED[lower] : lower;
}

/** Whether a function may answer differently for the same arguments. */
export function isVolatile(name: string): boolean {
  return VOLATILE.has(name.toLowerCase());
}

/**
 * What Trino means where DuckDB means something else. `sluice_divisor` stands around every divisor: DuckDB answers null where Trino fails, or, for
 * floats, answers Infinity; both fail here, so that nothing differs in silence. A cast that cannot be made raises the error, because error() is
 * volatile, which neither groups nor goes into TRY. Overloads pick by type, so that a truncated date stays a date.
 */
export const MACROS: readonly string[] = [
  "CREATE MACRO sluice_divisor (b) AS CASE WHEN b = 0 THEN CAST('DIVISION_BY_ZERO' AS TINYINT) ELSE b END",
  'CREATE MACRO sluice_date_trunc (u, d DATE) AS CAST(date_trunc(u, d) AS DATE), (u, d TIMESTAMP) AS date_trunc(u, d), (u, d TIMESTAMP WITH TIME ZONE) AS date_trunc(u, d)',
  "CREATE MACRO sluice_interval (u, n) AS CASE lower(u) WHEN 'millisecond' THEN to_milliseconds(n) WHEN 'second' THEN to_seconds(n) WHEN 'minute' THEN to_minutes(n) WHEN 'hour' THEN to_hours(n) WHEN 'day' THEN to_days(CAST(n AS INTEGER)) WHEN 'week' THEN to_weeks(CAST(n AS INTEGER)) WHEN 'month' THEN to_months(CAST(n AS INTEGER)) WHEN 'quarter' THEN to_months(CAST(n * 3 AS INTEGER)) WHEN 'year' THEN to_years(CAST(n AS INTEGER)) ELSE CAST(error('INVALID_FUNCTION_ARGUMENT: unit is not valid') AS INTERVAL) END",
  'CREATE MACRO sluice_date_add (u, n, d DATE) AS CAST(d + sluice_interval(u, n) AS DATE), (u, n, d TIMESTAMP) AS d + sluice_interval(u, n), (u, n, d TIMESTAMP WITH TIME ZONE) AS d + sluice_interval(u, n)',
  'CREATE MACRO sluice_date (d) AS CAST(d AS DATE)',
  "CREATE MACRO sluice_date_part (u, d) AS date_part(CASE lower(u) WHEN 'dow' THEN 'isodow' WHEN 'day_of_week' THEN 'isodow' ELSE u END, d)",
  "CREATE MACRO sluice_regexp_replace (s, p) AS regexp_replace(s, p, '', 'g'), (s, p, r) AS regexp_replace(s, p, regexp_replace(r, '\\$(\\d)', '\\\\\\1', 'g'), 'g')",
];
