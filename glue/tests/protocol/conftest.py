"""One emulator for all S3 tests, and lakes of their own in it."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from sluice_glue.storage.s3 import S3Storage, s3_client

from .emulator import BUCKETS, CREDENTIALS, ministack
from .lakes import FILES, Case, cut_batch

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class Emulated:
    """An endpoint with the lake's buckets; `case` cuts a batch that no other test has."""

    endpoint: str
    client: S3Client

    def case(self, files: dict[str, bytes] | None = None, **options: Any) -> Case:
        """A batch of its own: each test's buckets are emptied first."""
        self.empty()
        chance = secrets.token_hex(4)

        def put_raw(key: str, body: bytes) -> str:
            return self.client.put_object(Bucket="raw", Key=f"{key}", Body=body, Metadata={"chance": chance})[
                "VersionId"
            ]

        return cut_batch(S3Storage(self.client), put_raw, FILES if files is None else files, "s3:/", **options)

    def empty(self) -> None:
        """Forget what earlier tests have left."""
        for bucket in BUCKETS:
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
                for entry in page.get("Contents", []):
                    self.client.delete_object(Bucket=bucket, Key=entry["Key"])


@pytest.fixture(scope="session", autouse=True)
def work_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What killed runs leave in the folder for temporary files goes with the tests' own files."""
    folder = str(tmp_path_factory.mktemp("work"))
    with patch.dict(os.environ, {"TMPDIR": folder}), patch.object(tempfile, "tempdir", folder):
        yield


@pytest.fixture(scope="session")
def emulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    """The emulator, with its address in the environment of everything that the tests start."""
    with (
        ministack(tmp_path_factory.mktemp("emulator")) as endpoint,
        patch.dict(os.environ, {**CREDENTIALS, "AWS_ENDPOINT_URL": endpoint}),
    ):
        client = s3_client()
        for bucket in BUCKETS:
            client.create_bucket(Bucket=bucket)
            client.put_bucket_versioning(
                Bucket=bucket, VersioningConfiguration={"Status": "Enabled" if bucket == "raw" else "Suspended"}
            )
        yield Emulated(endpoint, client)


@pytest.fixture
def through(emulated: Emulated) -> Callable[[Case, str], Case]:
    """The same batch as a client sees it that goes through another endpoint."""

    def redirect(case: Case, endpoint: str) -> Case:
        with patch.dict(os.environ, {"AWS_ENDPOINT_URL": endpoint}):
            storage = S3Storage(s3_client())
        return replace(case, batch=replace(case.batch, storage=storage))

    return redirect
