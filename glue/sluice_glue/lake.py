"""Where one batch lives: the storage, its buckets, and the names of the batch's own objects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sluice_glue.errors import GlueError
from sluice_glue.manifest import Manifest, parse_manifest
from sluice_glue.storage import Storage, Unclear, check_bucket, check_key
from sluice_glue.storage_patience import Patience

StorageOf = Callable[[Path | None], Storage]
"""Opens the storage of a lake's folder, or S3 for None."""


@dataclass(frozen=True)
class Batch:
    """A batch with the storage that it lies in. `control` and `processed` are bucket names."""

    storage: Storage
    control: str
    processed: str
    manifest: Manifest
    patience: Patience = field(default_factory=Patience)

    @property
    def batch_id(self) -> str:
        return self.manifest.batch_id

    @property
    def head_key(self) -> str:
        return f"batches/{self.batch_id}/head.json"

    def intent_key(self, attempt: int) -> str:
        return f"batches/{self.batch_id}/{attempt}.intent.json"

    def report_key(self, attempt: int) -> str:
        return f"batches/{self.batch_id}/{attempt}.report.json"

    def staging_prefix(self, attempt: int) -> str:
        return f"staging/{self.batch_id}-{attempt}/"

    @property
    def inputs_prefix(self) -> str:
        return f"in/{self.batch_id}/"

    @property
    def published_to(self) -> tuple[str, str]:
        return (self.processed, self.manifest.quarantine_bucket)


@dataclass(frozen=True)
class Location:
    """An object's place as its URI says: `root` is a lake's folder, or None for S3."""

    root: Path | None
    bucket: str
    key: str


def locate(uri: str, *, inside: int) -> Location:
    """Split `s3://bucket/key`, or a path whose last `inside` segments are the key and whose bucket is before them."""
    if uri.startswith("s3://"):
        parts = urlsplit(uri)
        if parts.query or parts.fragment:
            raise GlueError("SLC5100", f"{uri}: ? and # have no place in a location")
        return Location(None, check_bucket(parts.netloc), parts.path.strip("/"))
    if "://" in uri:
        raise GlueError("SLC5100", f"{uri}: only folder paths and s3://bucket/key are known")
    path = Path(uri).absolute()
    if len(path.parts) < inside + 3:
        raise GlueError("SLC5100", f"{uri}: a lake's folder, a bucket and {inside} more segments are needed")
    bucket = path.parents[inside - 1] if inside else path
    return Location(bucket.parent, bucket.name, path.relative_to(bucket).as_posix() if inside else "")


def open_batch(manifest_uri: str, output_uri: str, storage_of: StorageOf) -> Batch:
    """Read a batch's manifest and prove that manifest, output and batch belong together."""
    at = locate(manifest_uri, inside=3)
    segments = at.key.split("/")
    if len(segments) != 3 or segments[0] != "batches" or segments[2] != "manifest.json":
        raise GlueError("SLC5100", f"{manifest_uri}: a manifest is <control bucket>/batches/<batch id>/manifest.json")
    output = locate(output_uri, inside=0)
    if output.key or (output.root is None) != (at.root is None):
        raise GlueError("SLC5100", f"{output_uri}: --output is a bucket of the lake that the manifest lies in")
    if at.root is not None and output.root is not None and at.root.resolve() != output.root.resolve():
        raise GlueError("SLC5100", f"{output_uri}: --output is outside the manifest's lake {at.root}")
    storage = storage_of(at.root)
    try:
        stored = storage.read(at.bucket, check_key(at.key))
    except Unclear as error:
        raise GlueError("SLC5112", str(error)) from error
    if stored is None:
        raise GlueError("SLC5102", f"{manifest_uri} does not exist")
    manifest = parse_manifest(stored.body, manifest_uri)
    if manifest.batch_id != segments[1]:
        raise GlueError("SLC5101", f"{manifest_uri}: /batch_id is {manifest.batch_id}, its folder says {segments[1]}")
    return Batch(storage, at.bucket, check_bucket(output.bucket), manifest)


def read_bytes(uri: str, storage_of: StorageOf) -> bytes:
    """The bytes of a plan, from S3 or from any file."""
    if not uri.startswith("s3://"):
        try:
            return Path(uri).read_bytes()
        except OSError as error:
            raise GlueError("SLC5102", f"{uri}: {error.strerror}") from error
    at = locate(uri, inside=0)
    try:
        stored = storage_of(None).read(at.bucket, at.key)
    except Unclear as error:
        raise GlueError("SLC5112", str(error)) from error
    if stored is None:
        raise GlueError("SLC5102", f"{uri} does not exist")
    return stored.body
