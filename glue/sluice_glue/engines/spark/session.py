"""Spark sessions: what every write depends on, and how a local JVM starts fast."""

from __future__ import annotations

import atexit
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyspark.sql import SparkSession

from sluice_glue.engines.spark.class_archive import ClassArchive

SMALL_INPUT_BYTES = 30_000_000
"""Below, starting and compiling cost more than the rows: C1 alone is faster (break-even measured near 30 MB)."""

_ARCHIVE_SECONDS = 60

# What keeps a text a text. Spark otherwise expands ${env:NAME} in every SQL text, literals included, reads a backslash
# in a literal as itself, or a quoted name as a regular expression.
_TEXT_CONFS = {
    "spark.sql.variable.substitute": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.parser.quotedRegexColumnNames": "false",
}

# Set on every session before a batch is written, on Glue too: without them results differ, not only speed.
_BATCH_CONFS = {
    **_TEXT_CONFS,
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    # Spark 4 knows windows-1252 only by this name; Spark 3.5 does not look at it.
    "spark.sql.legacy.javaCharsets": "true",
    # Pruned columns are not parsed, and bad values in them would go unnoticed.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
    # HotSpot compiles no method above 8,000 bytes of bytecode; past it, Spark's split expressions are faster.
    "spark.sql.codegen.hugeMethodLimit": "8000",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000",
    # Holds a writer per table partition open; with hundreds of them it costs more than the sort that it saves.
    "spark.sql.maxConcurrentOutputFileWriters": "0",
}

_LOCAL_CONFS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}


def open_session(app: str, *, input_bytes: int) -> SparkSession:
    """A local session on 127.0.0.1, its JVM chosen by the size of the input.

    Args:
        app: the application's name.
        input_bytes: what the batch will read.

    Returns:
        The session; a running one is used again as it is.
    """
    running = SparkSession.getActiveSession()
    if running is not None:
        keep_texts(running)
        return running
    small = input_bytes < SMALL_INPUT_BYTES
    flags = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"] if small else ["-XX:+UseParallelGC"]
    archive = ClassArchive()
    flags += archive.options
    os.environ.setdefault(
        "PYSPARK_SUBMIT_ARGS",
        f"--driver-memory {_memory(small)} --driver-java-options {shlex.quote(' '.join(flags))} pyspark-shell",
    )
    builder = SparkSession.builder.appName(app).master(os.environ.get("SLUICE_SPARK_MASTER", "local[2]"))
    for key, text in {**_LOCAL_CONFS, **_BATCH_CONFS}.items():
        builder = builder.config(key, text)
    with _utf8_names():
        spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    if archive.is_new:
        atexit.register(_end_java, getattr(spark.sparkContext._gateway, "proc", None), archive)
    return spark


@contextmanager
def _utf8_names() -> Iterator[None]:
    """Java takes the encoding of file names from the locale it is started in: `C` has no name for `place=ñ`."""
    before = os.environ.get("LC_ALL")
    named = before or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    if re.search("utf-?8", named, re.IGNORECASE) is None:
        os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        if before is not None:
            os.environ["LC_ALL"] = before
        else:
            os.environ.pop("LC_ALL", None)


def _end_java(process: Any, archive: ClassArchive) -> None:
    """Let the JVM end, which writes the archive, and keep it. Java ends when its standard input does."""
    if process is None or process.stdin is None:
        return
    try:
        process.stdin.close()
        process.wait(timeout=_ARCHIVE_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return
    archive.keep()


def keep_texts(spark: SparkSession) -> None:
    """Let no text from outside be more than a text, on a session that somebody else has made."""
    for key, text in _TEXT_CONFS.items():
        spark.conf.set(key, text)


def prepare_session(spark: SparkSession) -> None:
    """Set what the results of a batch depend on; ANSI mode stays as it is found."""
    for key, text in _BATCH_CONFS.items():
        spark.conf.set(key, text)
    # A split costs at least as much as a partition may hold, so each becomes a partition of its own: only then are
    # the low bits of monotonically_increasing_id the record's index within its split.
    spark.conf.set("spark.sql.files.openCostInBytes", str(split_bytes(spark)))


def split_bytes(spark: SparkSession) -> int:
    """How many bytes of a file one Spark partition reads."""
    text = spark.conf.get("spark.sql.files.maxPartitionBytes", "134217728") or "134217728"
    jvm: Any = spark.sparkContext._jvm
    return int(jvm.org.apache.spark.network.util.JavaUtils.byteStringAsBytes(text))


def _memory(small: bool) -> str:
    return os.environ.get("SLUICE_SPARK_MEMORY", "1g" if small else "3g")
