"""Partitions in the catalog: in chunks, once, with the table's own description."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError

from sluice_glue.catalog.register import register_partitions
from sluice_glue.errors import GlueError
from sluice_glue.protocol.batch_head_swap import read_batch_head
from sluice_glue.protocol.manifest import Catalog
from sluice_glue.run.attempt import run

from .conftest import Emulated
from .lakes import folder_case, folder_job, listed

CATALOG = Catalog("sluice", "things")
TABLE: dict[str, Any] = {
    "Name": "things",
    "PartitionKeys": [{"Name": "place_key", "Type": "string"}],
    "StorageDescriptor": {"Location": "s3://processed/things/", "Columns": [{"Name": "id", "Type": "int"}]},
}


class FakeGlue:
    """Records what it is asked; `answers` says what becomes of a partition, by value."""

    def __init__(self, answers: dict[str, list[str]] | None = None) -> None:
        self.answers = answers or {}
        self.requests: list[list[dict[str, Any]]] = []

    def get_table(self, **_arguments: Any) -> dict[str, Any]:
        return {"Table": TABLE}

    def batch_create_partition(self, **arguments: Any) -> dict[str, Any]:
        asked = arguments["PartitionInputList"]
        self.requests.append(asked)
        errors = []
        for partition in asked:
            pending = self.answers.get(partition["Values"][0], [])
            if pending:
                errors.append({"PartitionValues": partition["Values"], "ErrorDetail": {"ErrorCode": pending.pop(0)}})
        return {"Errors": errors}


def register(glue: Any, values: list[str]) -> int:
    return register_partitions(glue, CATALOG, [{"place_key": value} for value in values], sleep=lambda _seconds: None)


def test_partitions_go_in_hundreds_each_once_below_the_tables_location() -> None:
    glue = FakeGlue()

    assert register(glue, [f"{n:03d}" for n in range(250)] * 2) == 250

    assert [len(asked) for asked in glue.requests] == [100, 100, 50]
    first = glue.requests[0][0]
    assert first["StorageDescriptor"] == {
        **TABLE["StorageDescriptor"],
        "Location": "s3://processed/things/place_key=000/",
    }


def test_a_partition_that_exists_is_fine_and_one_that_is_throttled_is_asked_for_again() -> None:
    glue = FakeGlue({"a": ["AlreadyExistsException"], "b": ["ThrottlingException", "InternalServiceException"]})

    assert register(glue, ["a", "b", "c"]) == 2
    assert [[partition["Values"] for partition in asked] for asked in glue.requests] == [
        [["a"], ["b"], ["c"]],
        [["b"]],
        [["b"]],
    ]


@pytest.mark.parametrize("answers", [["InvalidInputException"], ["ThrottlingException"] * 9])
def test_a_partition_that_is_refused_is_a_coded_error(answers: list[str]) -> None:
    with pytest.raises(GlueError) as error:
        register(FakeGlue({"a": answers}), ["a"])
    assert error.value.code == "SLC5130"


def test_values_are_escaped_in_the_location_only() -> None:
    glue = FakeGlue()
    register(glue, ["a/b=c %[ñ"])

    assert glue.requests[0][0]["Values"] == ["a/b=c %[ñ"]
    assert glue.requests[0][0]["StorageDescriptor"]["Location"] == "s3://processed/things/place_key=a%2Fb%3Dc %25%5Bñ/"


def test_a_table_that_is_partitioned_otherwise_is_refused() -> None:
    with pytest.raises(GlueError) as error:
        register_partitions(FakeGlue(), CATALOG, [{"year": "2020"}])  # type: ignore[arg-type]
    assert "partitioned by" in error.value.message


def test_a_failing_catalog_takes_the_published_files_back(tmp_path: Path) -> None:
    class NoTable(FakeGlue):
        def get_table(self, **_arguments: Any) -> dict[str, Any]:
            raise ClientError({"Error": {"Code": "EntityNotFoundException"}}, "GetTable")

    case = folder_case(tmp_path, catalog={"database": "sluice", "table": "things"})

    with pytest.raises(GlueError) as error:
        run(folder_job(case, register=partial(register_partitions, cast("Any", NoTable()))))

    assert error.value.code == "SLC5130"
    assert listed(case.storage, "processed") == {}
    assert read_batch_head(case.batch).head.state == "running"


@pytest.mark.emulator
def test_a_run_registers_the_partitions_that_it_made(tmp_path: Path, emulated: Emulated) -> None:
    glue = boto3.client("glue", endpoint_url=emulated.endpoint, region_name="us-east-1")
    glue.create_database(DatabaseInput={"Name": "sluice"})
    glue.create_table(DatabaseName="sluice", TableInput=TABLE)  # type: ignore[arg-type]
    case = folder_case(tmp_path, catalog={"database": "sluice", "table": "things"})

    assert run(folder_job(case, register=partial(register_partitions, glue))).outcome == "committed"

    made = glue.get_partitions(DatabaseName="sluice", TableName="things")["Partitions"]
    assert sorted((p["Values"][0], p["StorageDescriptor"]["Location"]) for p in made) == [
        (place, f"s3://processed/things/place_key={place}/") for place in "xyz"
    ]
