"""One batch as Glue runs it: Spark reads and writes S3 itself (S3A), the staging is published by CopyObject."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from sluice_glue.protocol.batch_head_swap import read_batch_head
from sluice_glue.storage.s3 import S3Storage

from ..protocol.conftest import Emulated, emulated  # noqa: F401 - the fixture
from ..protocol.lakes import TABLE, control_keys, csv_bytes
from .jars import jars

GLUE = Path(__file__).parents[2]


def submit_arguments(endpoint: str) -> str:
    """What Glue has built in: the connector, and where S3 is."""
    settings = {
        "endpoint": endpoint,
        "endpoint.region": "us-east-1",
        "access.key": "test",
        "secret.key": "test",
        "path.style.access": "true",
        "connection.ssl.enabled": "false",
    }
    confs = " ".join(f"--conf spark.hadoop.fs.s3a.{name}={value}" for name, value in settings.items())
    return f"--jars {','.join(jar.as_uri() for jar in jars())} {confs} pyspark-shell"


def test_a_batch_through_s3a(emulated: Emulated, tmp_path: Path, spark: SparkSession) -> None:  # noqa: F811
    rows = csv_bytes([("1", "x"), ("2", "y"), ("3", "x")]), csv_bytes([("4", "y"), ("nope", "x"), ("5", "z")])
    case = emulated.case({"_a[1] ñ.csv": rows[0], "b*.csv": rows[1]})
    arguments = [
        "--plan",
        case.plan_uri,
        "--manifest",
        case.manifest_uri,
        "--output",
        case.output_uri,
        "--spark-io",
        "s3a",
    ]

    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "sluice_glue", "run", *arguments],
        env={**os.environ, "PYTHONPATH": str(GLUE), "PYSPARK_SUBMIT_ARGS": submit_arguments(emulated.endpoint)},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - began

    assert ended.returncode == 0, ended.stderr[-4000:]
    line = json.loads(ended.stdout.strip().splitlines()[-1])
    assert (line["outcome"], line["refused"]) == ("committed", [])
    storage = case.storage
    assert isinstance(storage, S3Storage)
    head = read_batch_head(case.batch).head
    for bucket, files in (("processed", head.files), ("quarantine", head.quarantine_files)):
        assert [listed.key for listed in storage.list(bucket, "things/")] == [file.key for file in files]
    for number, file in enumerate(head.files):
        storage.download(file.bucket, file.key, tmp_path / f"{number}.parquet")
    read = spark.read.parquet(*(str(tmp_path / f"{number}.parquet") for number in range(len(head.files))))
    assert Counter((str(row["id"]), row["place"]) for row in read.select("id", "place").collect()) == TABLE
    assert not [key for key in control_keys(case) if key.startswith(("staging/", "in/"))]
    report = json.loads((storage.read("control", case.batch.report_key(1)) or pytest.fail("no report")).body)
    sys.stdout.write(f"s3a: {seconds:.1f} s, stages {report['seconds']}\n")
