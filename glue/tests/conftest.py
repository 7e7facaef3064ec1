"""One Spark session for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from sluice_glue.engines.spark.session import open_session, prepare_session

SECRET = "SLUICE_TEST_SECRET"
"""A variable of the JVM's environment, which no text of a plan, key or file may bring to light."""
LEAKED = "never-to-be-seen"


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    os.environ[SECRET] = LEAKED
    session = open_session("sluice-tests", input_bytes=1)
    prepare_session(session)
    session.conf.set("spark.sql.shuffle.partitions", "2")
    yield session
    session.stop()
