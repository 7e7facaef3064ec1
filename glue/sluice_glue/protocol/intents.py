"""The intent of an attempt: what it will publish, written once, before the first copy, or never.

Whoever takes a batch over creates the intent closed if it is absent: a run that slept through it can then publish
nothing. If it is there, it names every key that may have to be removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sluice_glue.errors import GlueError
from sluice_glue.fields import Fields
from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.documents import document_of, json_bytes
from sluice_glue.storage.port import Conflict, Unclear


@dataclass(frozen=True)
class IntentKey:
    """One final key, with what will lie there."""

    bucket: str
    key: str
    rows: int
    bytes: int
    digest: str


@dataclass(frozen=True)
class Intent:
    """`run_id` is None and `keys` is empty when closed."""

    batch_id: str
    attempt: int
    run_id: str | None
    closed: bool
    keys: tuple[IntentKey, ...]


class IntentLost(Exception):
    """The intent of this attempt is somebody else's, or closed: nothing may be published."""


def create_intent(batch: Batch, intent: Intent) -> None:
    """Announce what will be published and wait for the answer; `IntentLost` if this attempt is over."""
    if _put(batch, intent) != intent:
        raise IntentLost


def close_intent(batch: Batch, attempt: int) -> Intent:
    """Make sure that an attempt has an intent, closed unless its run was faster; returns the one that stands."""
    return _put(batch, Intent(batch.batch_id, attempt, None, closed=True, keys=()))


def read_intent(batch: Batch, attempt: int) -> Intent | None:
    """The intent that stands, or None."""
    key = batch.intent_key(attempt)
    stored = batch.patience.ask(lambda: batch.storage.read(batch.control, key))
    return None if stored is None else parse_intent(stored.body, f"{batch.control}/{key}")


def removable(batch: Batch, intent: Intent) -> dict[str, list[str]]:
    """The intent's keys by bucket, each proved to be a name that this attempt alone may have."""
    by_bucket: dict[str, list[str]] = {}
    for named in intent.keys:
        folder, _, name = named.key.rpartition("/")
        if (
            named.bucket not in batch.published_to
            or f"{folder}/".split("/", 1)[0] != batch.manifest.dataset_id
            or not name.startswith(f"{batch.batch_id}-{intent.attempt}-")
        ):
            where = f"{batch.control}/{batch.intent_key(intent.attempt)}"
            raise GlueError("SLC5101", f"{where}: {named.bucket}/{named.key[:200]} is no file of this attempt")
        by_bucket.setdefault(named.bucket, []).append(named.key)
    return by_bucket


def parse_intent(body: bytes, document: str) -> Intent:
    """Read an intent; SLC5101 says where it is wrong."""
    fields = document_of(body, document)
    fields.expect("intent_format", 1)
    return Intent(
        batch_id=fields.text("batch_id"),
        attempt=fields.count("attempt", least=1),
        run_id=fields.optional_text("run_id"),
        closed=fields.flag("closed"),
        keys=fields.each("keys", _key),
    )


def intent_document(intent: Intent) -> dict[str, Any]:
    """The intent as intent.schema.json describes it."""
    keys = [dict(vars(key)) for key in intent.keys]
    return {
        "intent_format": 1,
        "batch_id": intent.batch_id,
        "attempt": intent.attempt,
        "run_id": intent.run_id,
        "closed": intent.closed,
        "keys": keys,
    }


def _put(batch: Batch, intent: Intent) -> Intent:
    """Create if absent. A conflict or a lost answer is no verdict: what can be read back is."""
    body = json_bytes(intent_document(intent))
    for _ in batch.patience.rounds():
        try:
            batch.storage.create(batch.control, batch.intent_key(intent.attempt), body)
        except (Conflict, Unclear):
            standing = read_intent(batch, intent.attempt)
            if standing is not None:
                return standing
        else:
            return intent
    raise GlueError("SLC5112", f"{batch.control}/{batch.intent_key(intent.attempt)}: no answer")


def _key(fields: Fields) -> IntentKey:
    return IntentKey(
        bucket=fields.text("bucket"),
        key=fields.text("key"),
        rows=fields.count("rows"),
        bytes=fields.count("bytes"),
        digest=fields.text("digest"),
    )
