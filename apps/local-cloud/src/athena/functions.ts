/** Functions that mean the same in Trino and in DuckDB under the same name. */
const SAME =
  'count count_star sum avg min max count_if arbitrary any_value array_agg bool_and bool_or stddev stddev_pop ' +
  'stddev_samp variance var_pop var_samp corr covar_pop covar_samp regr_slope regr_intercept ' +
  'row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value ' +
  'abs ceil ceiling floor round trunc sqrt cbrt exp ln log2 log10 power pow mod sign pi sin cos tan asin acos atan ' +
  'atan2 radians degrees ' +
  'length lower upper trim ltrim rtrim substr substring replace reverse concat_ws strpos position lpad rpad ' +
  'starts_with chr translate ' +
  'year month day hour minute second quarter week now to_hours to_minutes to_seconds to_days to_weeks to_months ' +
  'to_years to_milliseconds ' +
  'coalesce nullif contains array_sort unnest row map array_extract struct_extract like_escape ' +
  'not_like_escape timezone ' +
  'random json_array_length map_keys map_values flatten';

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
  regexp_extract: 'sluice_regexp_extract',
  split_part: 'sluice_split_part',
  concat: 'sluice_concat',
  greatest: 'sluice_greatest',
  least: 'sluice_least',
  if: 'sluice_if',
  levenshtein_distance: 'levenshtein',
  bitwise_and: 'sluice_bitwise_and',
  bitwise_or: 'sluice_bitwise_or',
  bitwise_xor: 'xor',
  is_nan: 'isnan',
  is_finite: 'isfinite',
  is_infinite: 'isinf',
  nan: 'sluice_nan',
  infinity: 'sluice_infinity',
  e: 'sluice_e',
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
  sequence: 'sluice_sequence',
  transform: 'list_transform',
  filter: 'list_filter',
  arrays_overlap: 'list_has_any',
  json_extract: 'sluice_json_extract',
  json_extract_scalar: 'sluice_json_extract_scalar',
  json_parse: 'json',
  json_format: 'sluice_json_format',
  date_parse: 'strptime',
  date_format: 'strftime',
  from_iso8601_date: 'sluice_date',
  from_iso8601_timestamp: 'sluice_instant',
  last_day_of_month: 'last_day',
  year_of_week: 'isoyear',
  yow: 'isoyear',
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
