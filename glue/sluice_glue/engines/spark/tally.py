"""Counts of the rejected rows, from the small part of the output that holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import SparkSession

from sluice_glue.engines.spark.csv_read import without_globs
from sluice_glue.engines.spark.sql import literal
from sluice_glue.plan.checks import DUPLICATE

REJECTED = "_rejected"


@dataclass(frozen=True)
class Tally:
    """How often each reason occurs, and how many bad rows each file has (duplicates are not bad)."""

    by_reason: Mapping[str, int]
    bad_rows: Mapping[tuple[str, str, str], int]


def tally_rejected(spark: SparkSession, uris: Sequence[str]) -> Tally:
    """Count the rejected rows by reason, and per file.

    Args:
        spark: the session.
        uris: the Parquet files with rejected rows.

    Returns:
        Both counts. One job; as many result rows as there are files and reasons, never a row of data.
    """
    if not uris:
        return Tally({}, {})
    rows = spark.read.parquet(*(without_globs(uri) for uri in uris)).selectExpr(f"{REJECTED}.*")
    # One pass: each row yields one line per reason and one line for its file (reason null).
    lines = rows.selectExpr(
        *("bucket", "key", "version_id"),
        "explode(concat(transform(reasons, r -> if(true, r, null)), "
        f"if(array_contains(reasons, {literal(DUPLICATE)}), array(), array(cast(null as string))))) as reason",
    )
    by_reason: dict[str, int] = {}
    bad_rows: dict[tuple[str, str, str], int] = {}
    for row in lines.groupBy("bucket", "key", "version_id", "reason").count().collect():
        if row["reason"] is None:
            bad_rows[row["bucket"], row["key"], row["version_id"]] = row["count"]
        else:
            by_reason[row["reason"]] = by_reason.get(row["reason"], 0) + row["count"]
    return Tally(dict(sorted(by_reason.items())), bad_rows)
