"""AWS Glue 5.1: the job's entry, and DynamicFrames at the edge. The only module that imports ``awsglue``.

Glue brings the session, its JVM and its file systems; of ``open_session`` only what keeps texts texts applies. Between
the edges rows are DataFrames: a DynamicFrame's own functions run Python per record.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from pyspark.context import SparkContext
from pyspark.sql import DataFrame

from sluice_glue.engines.spark.session import keep_texts
from sluice_glue.runtime import cli

ARGUMENTS = ("dataset_id", "run_date", "batch_id", "attempt", "manifest_uri", "plan_uri", "output_uri")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one batch as a Glue job.

    Args:
        argv: the process's arguments as Glue gives them, the script first.

    Returns:
        The exit status of ``python -m sluice_glue run``. The Glue job is committed only when it is 0.
    """
    from awsglue.context import GlueContext
    from awsglue.job import Job
    from awsglue.utils import getResolvedOptions

    given = list(sys.argv if argv is None else argv)
    resolved: dict[str, str] = getResolvedOptions(given, ["JOB_NAME", *ARGUMENTS])
    context = GlueContext(SparkContext.getOrCreate())
    # Makes Glue's session the active one, which the write then uses as it is.
    session = context.spark_session
    keep_texts(session)
    session.sparkContext.setLogLevel("ERROR")
    job = Job(context)
    job.init(resolved["JOB_NAME"], resolved)
    arguments = ["run", "--spark-io", "s3"]
    for name in ARGUMENTS:
        arguments += [f"--{name}", resolved[name]]
    # Resolved as None where Glue names no run.
    if resolved.get("JOB_RUN_ID"):
        arguments += ["--JOB_RUN_ID", resolved["JOB_RUN_ID"]]
    status = cli.main(arguments)
    if status == 0:
        job.commit()
    return status


def read_catalog(context: Any, database: str, table: str, columns: Sequence[str]) -> DataFrame:
    """Rows of a catalog table whose files disagree about their types.

    Args:
        context: the GlueContext.
        database: the catalog's database.
        table: its table.
        columns: columns that may have a choice of types; each becomes text, as if read from CSV.

    Returns:
        A DataFrame at once: what follows must not see DynamicRecords.
    """
    frame = context.create_dynamic_frame.from_catalog(
        database=database, table_name=table, transformation_ctx=f"{database}.{table}"
    )
    specs = [(column, "cast:string") for column in columns]
    rows: DataFrame = (frame.resolveChoice(specs=specs) if specs else frame).toDF()
    return rows


def write_catalog(context: Any, rows: DataFrame, database: str, table: str) -> None:
    """Hand rows to a sink that keeps the catalog up to date, the one thing that needs a DynamicFrame again."""
    from awsglue.dynamicframe import DynamicFrame

    frame = DynamicFrame.fromDF(rows, context, table)
    context.write_dynamic_frame.from_catalog(
        frame=frame, database=database, table_name=table, transformation_ctx=f"{database}.{table}.sink"
    )


if __name__ == "__main__":
    status = main()
    # A script that ends well just ends: Glue has taken SystemExit for a failure, whatever its status.
    if status != 0:
        sys.exit(status)
