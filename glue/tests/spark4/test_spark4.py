"""The same package on Spark 4.1 with ANSI on (Glue 6.0): vectors, CSV cases and batches, by the tests of Spark 3.5.

Run with an environment of its own: ``python -m pytest tests/spark4`` with ``requirements/spark4.txt``.
"""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from tests.engines.test_batch import (
    test_drifting_headers_in_one_batch,
    test_duplicates_keep_the_first_in_order,
    test_partition_transforms_before_1970_and_before_1582,
    test_partitions_with_odd_values,
    test_reasons_in_documented_order_with_place_and_text,
    test_rows_are_sorted_in_their_file,
)
from tests.engines.test_conformance import (
    test_csv_cases,
    test_vectors_as_integers_typed_in_the_reader,
    test_vectors_as_text,
)

__all__ = [
    "test_csv_cases",
    "test_drifting_headers_in_one_batch",
    "test_duplicates_keep_the_first_in_order",
    "test_partition_transforms_before_1970_and_before_1582",
    "test_partitions_with_odd_values",
    "test_reasons_in_documented_order_with_place_and_text",
    "test_rows_are_sorted_in_their_file",
    "test_vectors_as_integers_typed_in_the_reader",
    "test_vectors_as_text",
]


@pytest.fixture(autouse=True)
def ansi(spark: SparkSession) -> None:
    assert spark.version.startswith("4.")
    assert spark.conf.get("spark.sql.ansi.enabled") == "true"
