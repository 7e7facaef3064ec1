"""The input manifest: what a batch is, fixed once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sluice_glue.errors import GlueError
from sluice_glue.manifest_fields import Fields, document_of
from sluice_glue.storage import check_bucket

_DATASET_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
_BATCH_ID = re.compile(r"[0-9a-f]{24}")
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
        raise GlueError("SLC5101", f"{document}: /replaces: replacement batches are not supported yet")
    members = fields.each("members", _member)
    if not members:
        raise GlueError("SLC5101", f"{document}: /members is empty")
    return Manifest(
        batch_id=_form(fields, "batch_id", _BATCH_ID),
        dataset_id=_form(fields, "dataset_id", _DATASET_ID),
        contract_version=fields.text("contract_version"),
        run_date=_form(fields, "run_date", _RUN_DATE),
        plan_digest=fields.text("plan_digest"),
        quarantine_bucket=check_bucket(fields.text("quarantine_bucket")),
        catalog=fields.optional("catalog", lambda catalog: Catalog(catalog.text("database"), catalog.text("table"))),
        members=members,
    )


def _member(fields: Fields) -> Member:
    fields.count("queued", least=1)
    return Member(fields.text("bucket"), fields.text("key"), fields.text("version_id"), fields.count("size"))


def _form(fields: Fields, name: str, form: re.Pattern[str]) -> str:
    value = fields.text(name)
    if not form.fullmatch(value):
        raise GlueError("SLC5101", f"{fields.document}: /{name} must match {form.pattern}, not {value[:60]!r}")
    return value
