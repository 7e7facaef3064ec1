"""The catalog's partitions, by boto3 against Glue or what stands for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from sluice_glue.errors import GlueError
from sluice_glue.plan.partition_folder import partition_folder
from sluice_glue.protocol.manifest import Catalog
from sluice_glue.storage.s3 import aws_config, region

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

CHUNK = 100  # BatchCreatePartition: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html
TRIES = 5
_AGAIN = frozenset(
    {"InternalServiceException", "OperationTimeoutException", "ThrottlingException", "ConcurrentModificationException"}
)


def glue_client() -> GlueClient:
    """A client for AWS_ENDPOINT_URL_GLUE, AWS_ENDPOINT_URL or AWS."""
    return boto3.client("glue", region_name=region(), config=aws_config())


def register_partitions(
    client: GlueClient,
    catalog: Catalog,
    partitions: Iterable[Mapping[str, str]],
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Register the partitions that the table does not know yet; those that it knows are fine.

    Called when all files of the attempt lie at their final keys, so that a new partition is complete when it appears.

    Returns:
        How many were new.
    """
    wanted = list(partitions)
    if not wanted:
        return 0
    where = f"{catalog.database}.{catalog.table}"
    table = _call(lambda: client.get_table(DatabaseName=catalog.database, Name=catalog.table), where)["Table"]
    names = [key["Name"] for key in table.get("PartitionKeys", [])]
    if any(set(partition) != set(names) for partition in wanted):
        raise GlueError("SLC5130", f"{where} is partitioned by {names}, the plan by {sorted(wanted[0])}")
    unique = {tuple(partition[name] for name in names): partition for partition in wanted}
    todo = [_input(table["StorageDescriptor"], names, partition) for _, partition in sorted(unique.items())]
    return sum(_create(client, catalog, todo[at : at + CHUNK], sleep) for at in range(0, len(todo), CHUNK))


def _create(client: GlueClient, catalog: Catalog, chunk: Sequence[Any], sleep: Callable[[float], None]) -> int:
    where, left, created = f"{catalog.database}.{catalog.table}", list(chunk), 0
    for tried in range(TRIES):
        if tried:
            sleep(0.2 * 2**tried)
        answer = _call(
            lambda left=left: client.batch_create_partition(  # type: ignore[misc]
                DatabaseName=catalog.database, TableName=catalog.table, PartitionInputList=left
            ),
            where,
        )
        errors = {tuple(error["PartitionValues"]): error["ErrorDetail"] for error in answer.get("Errors", [])}
        created += len(left) - len(errors)
        for values, detail in errors.items():
            if detail["ErrorCode"] not in {"AlreadyExistsException", *_AGAIN}:
                raise GlueError(
                    "SLC5130", f"{where} {list(values)}: {detail['ErrorCode']}: {detail.get('ErrorMessage', '')}"
                )
        again = {values for values, detail in errors.items() if detail["ErrorCode"] in _AGAIN}
        left = [partition for partition in left if tuple(partition["Values"]) in again]
        if not left:
            return created
    raise GlueError("SLC5130", f"{where}: {len(left)} partitions refused again and again")


def _input(descriptor: Mapping[str, Any], names: Sequence[str], partition: Mapping[str, str]) -> dict[str, Any]:
    location = f"{descriptor['Location'].rstrip('/')}/{partition_folder(partition, names)}/"
    return {"Values": [partition[name] for name in names], "StorageDescriptor": {**descriptor, "Location": location}}


def _call(request: Callable[[], Any], where: str) -> Any:
    try:
        return request()
    except ClientError as error:
        raise GlueError("SLC5130", f"{where}: {error.response.get('Error', {}).get('Code', error)}") from error
    except BotoCoreError as error:
        raise GlueError("SLC5130", f"{where}: {type(error).__name__}: {error}") from error
