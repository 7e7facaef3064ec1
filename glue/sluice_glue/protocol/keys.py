"""The keys of a batch, as ``keys.json`` spells them: a copy of ``libs/protocol/src/keys.json`` that ships with the job.

Nothing else in Python spells a key of the control bucket.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from sluice_glue.names import DATASET_ID

BATCH_ID = re.compile(r"[0-9a-f]{24}")


class BatchName(NamedTuple):
    """What a batch is called: its dataset, then its id."""

    dataset: str
    batch: str


def incoming_prefix(dataset: str) -> str:
    """Where producers drop the files of a dataset (raw bucket)."""
    return _key("incoming", dataset=dataset)


def batches_prefix(dataset: str) -> str:
    """What all documents of a dataset's batches begin with."""
    return _key("batches", dataset=dataset)


def manifest_key(dataset: str, batch: str) -> str:
    """The input manifest."""
    return _key("manifest", dataset=dataset, batch=batch)


def batch_head_key(dataset: str, batch: str) -> str:
    """The batch head."""
    return _key("head", dataset=dataset, batch=batch)


def intent_key(dataset: str, batch: str, attempt: int) -> str:
    """The intent of an attempt."""
    return _key("intent", dataset=dataset, batch=batch, attempt=str(attempt))


def report_key(dataset: str, batch: str, attempt: int) -> str:
    """The report of an attempt."""
    return _key("report", dataset=dataset, batch=batch, attempt=str(attempt))


def inputs_prefix(dataset: str, batch: str) -> str:
    """The batch's own copies of its members."""
    return _key("inputs", dataset=dataset, batch=batch)


def staging_prefix(dataset: str, batch: str, attempt: int) -> str:
    """What an attempt has written and not published."""
    return _key("staging", dataset=dataset, batch=batch, attempt=str(attempt))


def plan_key(dataset: str, digest: str) -> str:
    """A plan, at its digest."""
    return _key("plan", dataset=dataset, digest=digest)


def script_key(digest: str) -> str:
    """The job's entry, at its digest."""
    return _key("script", digest=digest)


def package_key(digest: str) -> str:
    """The job's package, at its digest."""
    return _key("package", digest=digest)


def segments_of_manifest_key() -> int:
    """How many segments the key of a manifest has."""
    return len(_templates()["manifest"].split("/"))


def batch_of_manifest(key: str) -> BatchName | None:
    """The batch that a manifest's key names; None when it is no such key."""
    template = re.escape(_templates()["manifest"]).replace(r"\{", "{").replace(r"\}", "}")
    form = template.format(dataset=f"(?P<dataset>{DATASET_ID.pattern})", batch="(?P<batch>[^/]+)")
    found = re.fullmatch(form, key)
    return None if found is None else BatchName(found["dataset"], found["batch"])


def is_of_an_earlier_release(key: str) -> bool:
    """Whether a manifest lies where it did before the dataset stood first."""
    template = _templates()["manifest"].removeprefix("{dataset}/")
    return re.fullmatch(re.escape(template).replace(r"\{batch\}", "[^/]+"), key) is not None


def _key(name: str, **parts: str) -> str:
    return _templates()[name].format(**parts)


@cache
def _templates() -> dict[str, str]:
    text = resources.files(__package__).joinpath("keys.json").read_text(encoding="utf-8")
    templates: dict[str, str] = json.loads(text)
    return templates
