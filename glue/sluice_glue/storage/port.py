"""The port to object storage: what the commit protocol asks of S3, and of folders that stand for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sluice_glue.errors import GlueError

MAX_KEY_BYTES = 1024
_BUCKET = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
# Those that a partition's folder never has, for they are written %XX in it; U+0085 or U+2028 may be part of a value.
_CONTROL = re.compile("[\x00-\x1f\x7f]")


class Conflict(Exception):
    """A condition did not hold (HTTP 412, 409): by itself no verdict, see `batch_head_swap.swap_batch_head`."""


class Unclear(Exception):
    """No answer came: the request may have been applied, or may still be."""


class SourceGone(Exception):
    """The object to copy does not exist: whoever finishes a lost attempt has deleted its staging."""


class MemberGone(Exception):
    """The object version that a batch names is not there any more."""


@dataclass(frozen=True)
class Stored:
    """An object with the token that a swap must present (ETag; on folders the digest of the content)."""

    body: bytes
    token: str


@dataclass(frozen=True)
class Listed:
    """One object of a listing."""

    key: str
    size: int


class Storage(Protocol):
    """Buckets of objects. Every call is one request, answered before it returns.

    Any call may raise `Unclear`; a permanent refusal is a `GlueError`.
    """

    parallel: int
    """How many copies may usefully be in flight at once."""

    def read(self, bucket: str, key: str) -> Stored | None:
        """The object, or None."""

    def write(self, bucket: str, key: str, body: bytes) -> None:
        """Create or replace an object, never half of it."""

    def create(self, bucket: str, key: str, body: bytes) -> None:
        """Create an object; `Conflict` if it exists."""

    def swap(self, bucket: str, key: str, body: bytes, token: str) -> str:
        """Replace an object whose token is still `token`, else `Conflict`; returns the new token."""

    def fetch(self, bucket: str, key: str, version_id: str, target: Path) -> None:
        """Copy one object version into a local file; `MemberGone` if it is not there (any more)."""

    def publish(self, bucket: str, key: str, to_bucket: str, to_key: str) -> None:
        """Copy a staged object to its final key; `SourceGone` if the staged object was deleted.

        Once the source is deleted, no call succeeds any more: this is the fence against a run that slept.
        """

    def delete(self, bucket: str, keys: Sequence[str]) -> None:
        """Delete objects by name; those that do not exist are no error."""

    def list(self, bucket: str, prefix: str) -> Iterator[Listed]:
        """Objects whose key starts with `prefix`, by key."""

    def delete_staging(self, bucket: str, prefix: str, published_to: Sequence[str]) -> None:
        """Delete all that one attempt has staged; from then on none of its copies into `published_to` succeeds."""

    def make_durable(self, objects: Sequence[tuple[str, str]]) -> None:
        """Return once these objects survive a power failure."""

    def tidy(self) -> None:
        """Remove what killed processes left half-written, if this kind of storage leaves anything."""


class RemoteStorage(Storage, Protocol):
    """Storage whose objects are no files of this machine."""

    def upload(self, source: Path, bucket: str, key: str) -> None:
        """Make a local file an object."""

    def download(self, bucket: str, key: str, target: Path) -> None:
        """Copy an object into a local file; `SourceGone` if there is none."""

    def copy_version(self, bucket: str, key: str, version_id: str, to_bucket: str, to_key: str) -> None:
        """Copy one object version to another key, replacing it; `MemberGone` if it is not there."""


def check_bucket(bucket: str) -> str:
    """The bucket's name, or SLC5103."""
    if not _BUCKET.fullmatch(bucket) or ".." in bucket:
        raise GlueError("SLC5103", f"bucket {bucket!r} is not a plain name")
    return bucket


def check_key(key: str) -> str:
    """The key, or SLC5103: keys come from producers and from documents that may be damaged."""
    problem = key_problem(key)
    if problem:
        raise GlueError("SLC5103", f"key {key[:200]!r} {problem}")
    return key


def key_problem(key: str) -> str | None:
    """Why a key is not allowed, or None."""
    if not key:
        return "is empty"
    try:
        size = len(key.encode("utf-8"))
    except UnicodeEncodeError:
        return "is not valid Unicode"
    if size > MAX_KEY_BYTES:
        return f"is longer than {MAX_KEY_BYTES} bytes"
    if _CONTROL.search(key):
        return "has a control character"
    if key.startswith("/"):
        return "is absolute"
    segments = key.split("/")
    if "" in segments:
        return "has an empty segment"
    if "." in segments or ".." in segments:
        return "has a `.` or `..` segment"
    return None
