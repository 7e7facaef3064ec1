/** Overloads for two to ten arguments: what Trino takes in any number. */
function overloads(name: string, body: (args: readonly string[]) => string): string {
  const args = Array.from({ length: 10 }, (_item, index) => `a${index}`);
  const forms = args.slice(1).map((_item, index) => args.slice(0, index + 2));
  return `CREATE MACRO ${name} ${forms.map((form) => `(${form.join(', ')}) AS ${body(form)}`).join(', ')}`;
}

/** `f` of the arguments, and null as soon as one of them is null: DuckDB passes over them. */
function strict(name: string, f: string): string {
  return overloads(
    name,
    (args) =>
      `CASE WHEN ${args.map((arg) => `${arg} IS NULL`).join(' OR ')} THEN NULL ELSE ${f}(${args.join(', ')}) END`,
  );
}

/** `$["a b"].c`, as Trino takes it, is `$."a b".c` in DuckDB. */
const JSON_PATH = `regexp_replace(p, '\\.?\\["([^"]*)"\\]', '."\\1"', 'g')`;

/**
 * What Trino means where DuckDB means something else. `sluice_divisor` stands around every divisor: DuckDB answers null
 * where Trino fails, or, for floats, answers Infinity; both fail here, so that nothing differs in silence. A cast that
 * cannot be made raises the error, because error() is volatile, which neither groups nor goes into TRY. Overloads pick
 * by type, so that a truncated date stays a date.
 */
export const MACROS: readonly string[] = [
  "CREATE MACRO sluice_divisor (b) AS CASE WHEN b = 0 THEN CAST('DIVISION_BY_ZERO' AS TINYINT) ELSE b END",
  'CREATE MACRO sluice_date_trunc (u, d DATE) AS CAST(date_trunc(u, d) AS DATE), (u, d TIMESTAMP) AS date_trunc(u, ' +
    'd), (u, d TIMESTAMP WITH TIME ZONE) AS date_trunc(u, d)',
  "CREATE MACRO sluice_interval (u, n) AS CASE lower(u) WHEN 'millisecond' THEN to_milliseconds(n) WHEN 'second' " +
    "THEN to_seconds(n) WHEN 'minute' THEN to_minutes(n) WHEN 'hour' THEN to_hours(n) WHEN 'day' THEN " +
    'to_days(CAST(n AS ' +
    "INTEGER)) WHEN 'week' THEN to_weeks(CAST(n AS INTEGER)) WHEN 'month' THEN to_months(CAST(n AS INTEGER)) WHEN " +
    "'quarter' THEN to_months(CAST(n * 3 AS INTEGER)) WHEN 'year' THEN to_years(CAST(n AS INTEGER)) ELSE " +
    "CAST(error('INVALID_FUNCTION_ARGUMENT: unit is not valid') AS INTERVAL) END",
  'CREATE MACRO sluice_date_add (u, n, d DATE) AS CAST(d + sluice_interval(u, n) AS DATE), (u, n, d TIMESTAMP) AS d ' +
    '+ sluice_interval(u, n), (u, n, d TIMESTAMP WITH TIME ZONE) AS d + sluice_interval(u, n)',
  'CREATE MACRO sluice_date (d) AS CAST(d AS DATE)',
  "CREATE MACRO sluice_date_part (u, d) AS date_part(CASE lower(u) WHEN 'dow' THEN 'isodow' WHEN 'day_of_week' THEN " +
    "'isodow' ELSE u END, d)",
  "CREATE MACRO sluice_regexp_replace (s, p) AS regexp_replace(s, p, '', 'g'), (s, p, r) AS regexp_replace(s, p, " +
    "regexp_replace(r, '\\$(\\d)', '\\\\\\1', 'g'), 'g')",
  // Trino answers null where DuckDB answers an empty text.
  'CREATE MACRO sluice_regexp_extract (s, p) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p) END, (s, ' +
    'p, g) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, g) END',
  'CREATE MACRO sluice_split_part (s, d, n) AS CASE WHEN n <= len(string_split(s, d)) THEN split_part(s, d, n) END',
  overloads('sluice_concat', (args) => args.join(' || ')),
  strict('sluice_greatest', 'greatest'),
  strict('sluice_least', 'least'),
  'CREATE MACRO sluice_if (c, a) AS CASE WHEN c THEN a END, (c, a, b) AS CASE WHEN c THEN a ELSE b END',
  'CREATE MACRO sluice_bitwise_and (a, b) AS a & b',
  'CREATE MACRO sluice_bitwise_or (a, b) AS a | b',
  "CREATE MACRO sluice_nan () AS CAST('NaN' AS DOUBLE)",
  "CREATE MACRO sluice_infinity () AS CAST('Infinity' AS DOUBLE)",
  'CREATE MACRO sluice_e () AS exp(1)',
  'CREATE MACRO sluice_sequence (a, b) AS generate_series(a, b, CASE WHEN a <= b THEN 1 ELSE -1 END), (a, b, s) AS ' +
    'generate_series(a, b, s)',
  `CREATE MACRO sluice_json_extract (j, p) AS CASE WHEN json_valid(j) THEN json_extract(j, ${JSON_PATH}) END`,
  // A scalar is neither an object nor an array; a text that is no JSON has none.
  'CREATE MACRO sluice_json_extract_scalar (j, p) AS CASE WHEN NOT json_valid(j) THEN NULL WHEN ' +
    `json_type(j, ${JSON_PATH}) IN ('OBJECT', 'ARRAY') THEN NULL ELSE json_extract_string(j, ${JSON_PATH}) END`,
  'CREATE MACRO sluice_json_format (j) AS CAST(j AS VARCHAR)',
  'CREATE MACRO sluice_instant (s) AS CAST(s AS TIMESTAMP WITH TIME ZONE)',
];

const NAMED = MACROS.map((macro) => ({ macro, name: /^CREATE MACRO (\w+)/.exec(macro)?.[1] ?? '' }));

/**
 * The macros that a text names, and those that they name, in the order in which they can be made: making all of them
 * costs more than most queries.
 */
export function macrosIn(text: string): string[] {
  const wanted = new Set<string>();
  const search = (source: string): void => {
    for (const { macro, name } of NAMED) {
      if (wanted.has(macro) || !source.includes(name)) continue;
      wanted.add(macro);
      search(macro);
    }
  };
  search(text);
  return MACROS.filter((macro) => wanted.has(macro));
}
