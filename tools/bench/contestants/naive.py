"""What most teams write: PySpark with native functions, an inferred schema, counts for the log and two writes."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from rules import ColumnRule

if TYPE_CHECKING:
    from pyspark.sql import Column, SparkSession


def open_session() -> SparkSession:
    """A session with the settings a tutorial has; 4 GB for the driver as the other contestants may take."""
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.master("local[2]")
        .appName("naive")
        .config("spark.driver.memory", "4g")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )


def failed(rule: ColumnRule) -> Column:
    """True where the cell breaks a rule of its column."""
    from pyspark.sql import functions as F

    text = F.col(rule.name).cast("string")
    for token in rule.null_tokens:
        text = F.when(text != token, text)
    if rule.type == "int":
        value = text.cast("int")
    elif rule.type == "timestamp":
        value = F.to_timestamp(text)
    else:
        value = text
    checks = [text.isNotNull() & value.isNull()]
    if not rule.nullable:
        checks.append(text.isNull())
    if rule.minimum is not None:
        checks.append(value < rule.minimum)
    if rule.maximum is not None:
        checks.append(value > rule.maximum)
    if rule.pattern is not None:
        checks.append(~text.rlike(rule.pattern))
    if rule.values is not None:
        checks.append(~text.isin(*rule.values))
    if rule.maximum_length is not None:
        checks.append(F.length(text) > rule.maximum_length)
    return reduce(lambda a, b: a | b, [F.coalesce(check, F.lit(False)) for check in checks])


def run(session: SparkSession, rules: list[ColumnRule], folder: Path, out: Path) -> None:
    """Read, count, validate, count twice, write twice."""
    from pyspark.sql import functions as F

    frame = session.read.csv(str(folder), header=True, inferSchema=True)
    frame.count()
    frame = frame.withColumn("bad", reduce(lambda a, b: a | b, [failed(rule) for rule in rules]))
    valid, invalid = frame.where(~F.col("bad")).drop("bad"), frame.where(F.col("bad")).drop("bad")
    for rule in rules:
        text = F.col(rule.name).cast("string")
        for token in rule.null_tokens:
            text = F.when(text != token, text)
        kind = {"int": "int", "timestamp": "timestamp", "string": "string"}[rule.type]
        valid = valid.withColumn(rule.name, text.cast(kind))
    valid.count()
    invalid.count()
    valid.write.mode("overwrite").partitionBy("year", "month").parquet(str(out / "accepted"))
    invalid.write.mode("overwrite").parquet(str(out / "rejected"))
