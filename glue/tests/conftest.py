"""One Spark session for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from sluice_glue.engines.spark.session import open_session, prepare_session


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    session = open_session("sluice-tests", input_bytes=1)
    prepare_session(session)
    session.conf.set("spark.sql.shuffle.partitions", "2")
    yield session
    session.stop()
