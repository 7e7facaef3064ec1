"""From the URIs that a run is given to the batch that they name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sluice_glue.errors import GlueError
from sluice_glue.protocol import keys
from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.manifest import parse_manifest
from sluice_glue.storage.port import Storage, Unclear, check_bucket, check_key

StorageOf = Callable[[Path | None], Storage]
"""Opens the storage of a lake's folder, or S3 for None."""


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
    """Read a batch's manifest and prove that manifest, output and batch belong together.

    Raises:
        GlueError: SLC5105 for a lake of an earlier release, whose documents are never read half; else what is wrong.
    """
    output = locate(output_uri, inside=0)
    _refuse_an_earlier_release(manifest_uri, output)
    at = locate(manifest_uri, inside=keys.segments_of_manifest_key())
    named = keys.batch_of_manifest(at.key)
    if named is None:
        form = keys.manifest_key("<dataset>", "<batch id>")
        raise GlueError("SLC5100", f"{manifest_uri}: a manifest is <control bucket>/{form}")
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
    if manifest.batch_id != named.batch:
        raise GlueError("SLC5101", f"{manifest_uri}: /batch_id is {manifest.batch_id}, its folder says {named.batch}")
    if manifest.dataset_id != named.dataset:
        raise GlueError(
            "SLC5101", f"{manifest_uri}: /dataset_id is {manifest.dataset_id}, its key says {named.dataset}"
        )
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


def _refuse_an_earlier_release(manifest_uri: str, output: Location) -> None:
    """On folders an old key behind its bucket looks like a new one: which it is, the lake of the output tells."""
    try:
        at = locate(manifest_uri, inside=keys.segments_of_manifest_key() - 1)
    except GlueError:
        return
    same_lake = at.root is None or (output.root is not None and at.root.resolve() == output.root.resolve())
    if same_lake and keys.is_of_an_earlier_release(at.key):
        raise GlueError("SLC5105", f"{manifest_uri}: no dataset stands before `{at.key.split('/')[0]}/`")
