"""The input manifest: what a batch is, fixed once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sluice_glue.fields import Fields
from sluice_glue.names import DATASET_ID
from sluice_glue.protocol.documents import document_of
from sluice_glue.protocol.keys import BATCH_ID
from sluice_glue.storage.port import check_bucket

_RUN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Member:
    """One object version of a batch."""

    bucket: str
    key: str
    version_id: str
    size: int


@dataclass(frozen=True)
class Catalog:
    """The table whose partitions are registered."""

    database: str
    table: str


@dataclass(frozen=True)
class Manifest:
    """The members of a batch, in the order that numbers them, and what they are run with."""

    batch_id: str
    dataset_id: str
    contract_version: str
    run_date: str
    plan_digest: str
    quarantine_bucket: str
    catalog: Catalog | None
    members: tuple[Member, ...]


def parse_manifest(body: bytes, document: str) -> Manifest:
    """Read a manifest; SLC5101 says where it is wrong.

    Ids become parts of keys, so their form is checked here.
    """
    fields = document_of(body, document)
    fields.expect("manifest_format", 1)
    if fields.strings("replaces"):
        fields.reject("replaces", "names batches, and replacement batches are not supported yet")
    return Manifest(
        batch_id=fields.matching("batch_id", BATCH_ID),
        dataset_id=fields.matching("dataset_id", DATASET_ID),
        contract_version=fields.text("contract_version"),
        run_date=fields.matching("run_date", _RUN_DATE),
        plan_digest=fields.text("plan_digest"),
        quarantine_bucket=check_bucket(fields.text("quarantine_bucket")),
        catalog=fields.optional("catalog", lambda catalog: Catalog(catalog.text("database"), catalog.text("table"))),
        members=fields.each("members", _member, least=1),
    )


def _member(fields: Fields) -> Member:
    fields.count("queued", least=1)
    return Member(fields.text("bucket"), fields.text("key"), fields.text("version_id"), fields.count("size"))
