"""What S3 and Glue bring in a real account: a boto3 of their own, and objects that Spark's file system leaves."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from sluice_glue.errors import GlueError
from sluice_glue.storage.port import Conflict
from sluice_glue.storage.s3 import S3Storage, s3_client

from .conftest import Emulated

pytestmark = pytest.mark.emulator


def test_a_boto3_that_knows_no_condition_sends_them_all_the_same(emulated: Emulated) -> None:
    emulated.empty()
    client = s3_client()
    members = client.meta.service_model._service_description["shapes"]["PutObjectRequest"]["members"]  # type: ignore[attr-defined]
    older = {name: shape for name, shape in members.items() if name not in ("IfMatch", "IfNoneMatch")}
    assert len(older) == len(members) - 2
    storage = S3Storage(client)

    with patch.dict(members, older, clear=True):
        storage.create("control", "t/batches/x/head.json", b"1")
        with pytest.raises(Conflict):
            storage.create("control", "t/batches/x/head.json", b"2")
        stored = storage.read("control", "t/batches/x/head.json")
        assert stored is not None
        storage.swap("control", "t/batches/x/head.json", b"3", stored.token)
        with pytest.raises(Conflict):
            storage.swap("control", "t/batches/x/head.json", b"4", stored.token)

    last = storage.read("control", "t/batches/x/head.json")
    assert last is not None and last.body == b"3"


def test_the_folder_markers_of_sparks_file_system_go_with_the_staging(emulated: Emulated) -> None:
    emulated.empty()
    storage = S3Storage(emulated.client)
    for key in (
        "t/staging/ab-1/",
        "t/staging/ab-1/flat/_temporary/0/",
        "t/staging/ab-1/flat/x.parquet",
        "t/staging/ab-10/x.parquet",
    ):
        emulated.client.put_object(Bucket="control", Key=key, Body=b"")

    storage.delete_staging("control", "t/staging/ab-1/", ())

    assert [listed.key for listed in storage.list("control", "t/staging/")] == ["t/staging/ab-10/x.parquet"]
    with pytest.raises(GlueError, match="empty segment"):
        storage.delete("control", ["t/staging/ab-10/"])
