"""Where the bytes of a run lie: in the lake's own folders, on this machine beside S3, or on S3 itself."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sluice_glue.errors import GlueError
from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.manifest import Member
from sluice_glue.protocol.result import OutputFile
from sluice_glue.storage.folder import FolderStorage, digest_of, refusals
from sluice_glue.storage.patience import in_parallel
from sluice_glue.storage.port import RemoteStorage, SourceGone

_WORK = "sluice-work-"


class Workspace(Protocol):
    """Brings the members in and takes the staged files out, for one attempt."""

    target: str
    """Where the write goes."""

    def bring(self, number: int, member: Member, extension: str) -> tuple[Path, str]:
        """Copy a member to a name of the batch's own; `MemberGone` if its version is not there.

        Returns:
            The file that the byte scan reads, and the URI that Spark reads.
        """

    def take(self, files: Sequence[OutputFile]) -> list[tuple[str, int, str]]:
        """Bring every written file under the attempt's staging prefix: staged key, bytes, SHA-256, in the same order.

        SLC5120 if the files that lie there are not those that were reported.
        """

    def close(self) -> None:
        """Forget what is on this machine only."""


def input_name(number: int, extension: str) -> str:
    """A name without a producer's characters, which Spark would hide, expand or split."""
    return f"{number:05d}.{extension}"


class FolderWorkspace:
    """The lake is folders: everything is in place."""

    def __init__(self, batch: Batch, storage: FolderStorage, attempt: int) -> None:
        self.batch = batch
        self.storage = storage
        self.prefix = batch.staging_prefix(attempt)
        self.target = str(storage.path(batch.control, self.prefix.rstrip("/")))

    def bring(self, number: int, member: Member, extension: str) -> tuple[Path, str]:
        path = self.storage.path(self.batch.control, self.batch.inputs_prefix + input_name(number, extension))
        # An earlier attempt's copy is as good as the original, and stays so when a producer overwrites that.
        if not path.is_file() or digest_of(path) != member.version_id:
            self.storage.fetch(member.bucket, member.key, member.version_id, path)
        return path, str(path)

    def take(self, files: Sequence[OutputFile]) -> list[tuple[str, int, str]]:
        root = Path(self.target)
        check_complete(files, {path.relative_to(root).as_posix() for path in root.rglob("*.parquet")})
        with refusals(self.batch.control, self.prefix):
            return [(f"{self.prefix}{file.path}", *_measure(root / file.path, file)) for file in files]

    def close(self) -> None:
        """Nothing is outside the lake."""


class RemoteWorkspace:
    """The lake is S3 and Spark works on this machine's disk: members are downloaded, files uploaded."""

    def __init__(self, batch: Batch, storage: RemoteStorage, attempt: int) -> None:
        self.batch = batch
        self.storage = storage
        self.prefix = batch.staging_prefix(attempt)
        self.folder, self._lock = _work_folder(batch, attempt)
        self.target = str(self.folder / "out")

    def bring(self, number: int, member: Member, extension: str) -> tuple[Path, str]:
        path = self.folder / "in" / input_name(number, extension)
        with refusals("work folder", path.name):
            self.storage.fetch(member.bucket, member.key, member.version_id, path)
        return path, str(path)

    def take(self, files: Sequence[OutputFile]) -> list[tuple[str, int, str]]:
        root = Path(self.target)
        check_complete(files, {path.relative_to(root).as_posix() for path in root.rglob("*.parquet")})

        def upload(file: OutputFile) -> tuple[str, int, str]:
            size, digest = _measure(root / file.path, file)
            key = f"{self.prefix}{file.path}"
            self.batch.patience.ask(lambda: self.storage.upload(root / file.path, self.batch.control, key))
            return key, size, digest

        return in_parallel(self.storage.parallel, files, upload)

    def close(self) -> None:
        _forget(self.folder, self._lock)


class DirectWorkspace:
    """The lake is S3 and Spark reads and writes it itself (Glue: `s3`, elsewhere S3A: `s3a`)."""

    def __init__(self, batch: Batch, storage: RemoteStorage, attempt: int, scheme: str) -> None:
        self.batch = batch
        self.storage = storage
        self.scheme = scheme
        self.prefix = batch.staging_prefix(attempt)
        self.folder, self._lock = _work_folder(batch, attempt)
        self.target = f"{scheme}://{batch.control}/{self.prefix.rstrip('/')}"

    def bring(self, number: int, member: Member, extension: str) -> tuple[Path, str]:
        name = input_name(number, extension)
        key = self.batch.inputs_prefix + name
        # Scanned and read are the same copy: the one that this batch owns.
        self.storage.copy_version(member.bucket, member.key, member.version_id, self.batch.control, key)
        path = self.folder / "in" / name
        with refusals("work folder", name):
            self.storage.download(self.batch.control, key, path)
        return path, f"{self.scheme}://{self.batch.control}/{key}"

    def take(self, files: Sequence[OutputFile]) -> list[tuple[str, int, str]]:
        listed = self.batch.patience.ask(lambda: list(self.storage.list(self.batch.control, self.prefix)))
        keys = {entry.key.removeprefix(self.prefix) for entry in listed if entry.key.endswith(".parquet")}
        check_complete(files, keys)

        def measure(file: OutputFile) -> tuple[str, int, str]:
            key, path = f"{self.prefix}{file.path}", self.folder / "out" / file.path
            try:
                self.batch.patience.ask(lambda: self.storage.download(self.batch.control, key, path))
                return key, *_measure(path, file)
            finally:
                path.unlink(missing_ok=True)

        return in_parallel(self.storage.parallel, files, measure)

    def close(self) -> None:
        _forget(self.folder, self._lock)


def check_complete(files: Sequence[OutputFile], found: set[str]) -> None:
    """SLC5120 unless what was written is what was reported, each file once.

    A write in two passes leaves the folder of the first beside the one that counts.
    """
    reported = [file.path for file in files]
    folders = {path.partition("/")[0] for path in reported}
    strange = sorted({path for path in found if path.partition("/")[0] in folders}.symmetric_difference(reported))
    if strange or len(set(reported)) != len(reported):
        raise GlueError(
            "SLC5120", f"{len(reported)} files reported, {len(found)} found; first difference: {strange[:1]}"
        )


def _measure(path: Path, file: OutputFile) -> tuple[int, str]:
    try:
        size, digest = path.stat().st_size, digest_of(path)
    except FileNotFoundError as gone:
        # The staging is deleted by whoever takes the batch over.
        raise SourceGone(file.path) from gone
    if size != file.bytes:
        raise GlueError("SLC5120", f"{file.path} has {size} bytes, {file.bytes} were reported")
    return size, digest


def _work_folder(batch: Batch, attempt: int) -> tuple[Path, int]:
    """A folder of this process alone; those of dead processes, whose locks are free, are removed on the way."""
    base = Path(tempfile.gettempdir())
    for left in base.glob(f"{_WORK}*"):
        with suppress(OSError):
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{_WORK}{batch.batch_id}-{attempt}-"))
        # Held until the run or its process ends: the kernel says by it that the folder is in use.
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue  # another run took it for left over before it was locked
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder, lock
        os.close(lock)


def _forget(folder: Path, lock: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)
