"""The single-process peers: DuckDB and Polars doing the same rules with the same outcome."""

from __future__ import annotations

from pathlib import Path

from rules import ColumnRule


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def duckdb_failed(rule: ColumnRule) -> str:
    """SQL that is true where the cell breaks a rule of its column."""
    text = f'"{rule.name}"'
    for token in rule.null_tokens:
        text = f"nullif({text}, {_quoted(token)})"
    kind = {"int": "INTEGER", "timestamp": "TIMESTAMPTZ", "string": "VARCHAR"}[rule.type]
    value = f"try_cast({text} AS {kind})"
    checks = [f"({text} IS NOT NULL AND {value} IS NULL)"]
    if not rule.nullable:
        checks.append(f"{text} IS NULL")
    if rule.minimum is not None:
        checks.append(f"{value} < {rule.minimum}")
    if rule.maximum is not None:
        checks.append(f"{value} > {rule.maximum}")
    if rule.pattern is not None:
        checks.append(f"NOT regexp_matches({text}, {_quoted(rule.pattern)})")
    if rule.values is not None:
        checks.append(f"{text} NOT IN ({', '.join(map(_quoted, rule.values))})")
    if rule.maximum_length is not None:
        checks.append(f"length({text}) > {rule.maximum_length}")
    return "coalesce(" + " OR ".join(checks) + ", false)"


def run_duckdb(rules: list[ColumnRule], folder: Path, out: Path) -> None:
    """One table of texts with a flag, then two COPY statements."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        f"CREATE TEMP TABLE t AS SELECT *, {' OR '.join(map(duckdb_failed, rules))} AS bad "
        f"FROM read_csv({_quoted(str(folder / '*.csv'))}, header = true, all_varchar = true)"
    )
    typed = []
    for rule in rules:
        text = f'"{rule.name}"'
        for token in rule.null_tokens:
            text = f"nullif({text}, {_quoted(token)})"
        kind = {"int": "INTEGER", "timestamp": "TIMESTAMPTZ", "string": "VARCHAR"}[rule.type]
        typed.append(f'{text}::{kind} AS "{rule.name}"')
    for name in ("accepted", "rejected"):
        (out / name).mkdir(parents=True)
    accepted, rejected = _quoted(str(out / "accepted")), _quoted(str(out / "rejected" / "part.parquet"))
    parquet = "FORMAT parquet, COMPRESSION zstd"
    connection.execute(
        f"COPY (SELECT {', '.join(typed)} FROM t WHERE NOT bad) TO {accepted} ({parquet}, PARTITION_BY (year, month))"
    )
    connection.execute(f"COPY (SELECT * EXCLUDE (bad) FROM t WHERE bad) TO {rejected} ({parquet})")
    connection.close()


def run_polars(rules: list[ColumnRule], folder: Path, out: Path) -> None:
    """Lazy scan, streaming collect, partitioned write."""
    import polars as pl

    def text(rule: ColumnRule) -> pl.Expr:
        column = pl.col(rule.name)
        return (
            pl.when(column.is_in(list(rule.null_tokens))).then(None).otherwise(column) if rule.null_tokens else column
        )

    def value(rule: ColumnRule) -> pl.Expr:
        if rule.type == "int":
            return text(rule).cast(pl.Int32, strict=False)
        if rule.type == "timestamp":
            return text(rule).str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False, time_unit="us")
        return text(rule)

    def failed(rule: ColumnRule) -> pl.Expr:
        checks = [text(rule).is_not_null() & value(rule).is_null()]
        if not rule.nullable:
            checks.append(text(rule).is_null())
        if rule.minimum is not None:
            checks.append(value(rule) < rule.minimum)
        if rule.maximum is not None:
            checks.append(value(rule) > rule.maximum)
        if rule.pattern is not None:
            checks.append(~text(rule).str.contains(rule.pattern))
        if rule.values is not None:
            checks.append(~text(rule).is_in(list(rule.values)))
        if rule.maximum_length is not None:
            checks.append(text(rule).str.len_chars() > rule.maximum_length)
        return pl.any_horizontal([check.fill_null(False) for check in checks])

    frame = (
        pl.scan_csv(folder / "*.csv", infer_schema=False)
        .with_columns(pl.any_horizontal([failed(rule) for rule in rules]).alias("bad"))
        .collect(engine="streaming")
    )
    for name in ("accepted", "rejected"):
        (out / name).mkdir(parents=True)
    accepted = frame.filter(~pl.col("bad")).select([value(rule).alias(rule.name) for rule in rules])
    accepted.write_parquet(out / "accepted", partition_by=["year", "month"], compression="zstd")
    frame.filter(pl.col("bad")).drop("bad").write_parquet(out / "rejected" / "part.parquet", compression="zstd")
