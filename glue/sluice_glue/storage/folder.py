"""Buckets as folders: the guarantees of S3 that the protocol needs, made of POSIX calls.

Every change appears whole by one `link` or `rename`. The only lock is a `flock` on the object's folder, held for one
read, one comparison and one rename: the kernel drops it with its process, so that nobody can leave it behind.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from sluice_glue.errors import GlueError
from sluice_glue.storage.port import (
    Conflict,
    Listed,
    MemberGone,
    SourceGone,
    Stored,
    check_bucket,
    check_key,
)

TEMPORARY = ".tmp"
"""Folder in a bucket's root for what is being written; no key of the lake starts with it."""
LOCK_SECONDS = 30.0
CHUNK = 1 << 20


class FolderStorage:
    """A lake root whose folders are buckets. A version id is the SHA-256 of the content."""

    parallel = 1

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, bucket: str, key: str) -> Path:
        """The file of a key, proved to lie inside its bucket after all symbolic links."""
        base = Path(os.path.realpath(self.root / check_bucket(bucket)))
        path = base / check_key(key)
        if not Path(os.path.realpath(path)).is_relative_to(base):
            raise GlueError("SLC5103", f"key {key!r} leads out of {bucket} through a symbolic link")
        return path

    def read(self, bucket: str, key: str) -> Stored | None:
        path = self.path(bucket, key)
        with refusals(bucket, key):
            try:
                body = path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None
            return Stored(body, hashlib.sha256(body).hexdigest())

    def write(self, bucket: str, key: str, body: bytes) -> None:
        path = self.path(bucket, key)
        with refusals(bucket, key), self._temporary(bucket, body) as temporary:
            _into_folder(path, lambda: os.replace(temporary, path))
            _sync(path.parent)

    def create(self, bucket: str, key: str, body: bytes) -> None:
        path = self.path(bucket, key)
        with refusals(bucket, key), self._temporary(bucket, body) as temporary:
            _link(temporary, path)
            _sync(path.parent)

    def swap(self, bucket: str, key: str, body: bytes, token: str) -> str:
        path = self.path(bucket, key)
        if not path.parent.is_dir():
            raise Conflict
        with refusals(bucket, key), self._temporary(bucket, body) as temporary, _locked(path.parent):
            now = self.read(bucket, key)
            if now is None or now.token != token:
                raise Conflict
            os.replace(temporary, path)
            _sync(path.parent)
        return hashlib.sha256(body).hexdigest()

    def fetch(self, bucket: str, key: str, version_id: str, target: Path) -> None:
        try:
            source = self.path(bucket, key)
        except GlueError as hostile:
            raise MemberGone(hostile.message) from hostile
        with refusals(bucket, key):
            try:
                # Non-blocking: opening a FIFO must not wait for a writer.
                handle = os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            except (FileNotFoundError, NotADirectoryError) as gone:
                raise MemberGone("no such file") from gone
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                os.close(handle)
                raise MemberGone("not a file")
            with open(handle, "rb") as reader:
                digest = hashlib.sha256()
                target.parent.mkdir(parents=True, exist_ok=True)
                half = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
                try:
                    with open(half, "xb") as writer:
                        while chunk := reader.read(CHUNK):
                            digest.update(chunk)
                            writer.write(chunk)
                    if digest.hexdigest() != version_id:
                        raise MemberGone("the file has another content now")
                    os.replace(half, target)
                finally:
                    half.unlink(missing_ok=True)

    def publish(self, bucket: str, key: str, to_bucket: str, to_key: str) -> None:
        """Hard-link the staged file: one instant, whole or not at all, and impossible once the staging is gone."""
        source, target = self.path(bucket, key), self.path(to_bucket, to_key)
        with refusals(to_bucket, to_key):
            try:
                try:
                    _link(source, target)
                except OSError as error:
                    if error.errno == errno.EPERM:  # link(2): the file system has no hard links
                        raise GlueError("SLC5113", f"{to_bucket}/{to_key}: {error.strerror}") from error
                    if error.errno != errno.EXDEV:
                        raise
                    self._publish_across(source, target, to_bucket, staged=key)
            except FileNotFoundError as gone:
                raise SourceGone(key) from gone
            except Conflict as taken:
                # Ours already (a repeated call) is fine; other bytes are never overwritten.
                if digest_of(target) != digest_of(source):
                    raise GlueError("SLC5115", f"{to_bucket}/{to_key} exists with other content") from taken

    def _publish_across(self, source: Path, target: Path, to_bucket: str, *, staged: str) -> None:
        """The same over two file systems: a copy on the target's side, which `delete_staging` fences as well.

        The order matters: the folder is made before the source is opened, and deleted after the source is.
        """
        base = Path(os.path.realpath(self.root / to_bucket)) / TEMPORARY
        # Below the staged key's own folders, so that a deleted prefix takes it along.
        folder = (base / staged).parent
        _make_folder(folder)
        copied = folder / secrets.token_hex(8)
        try:
            with open(source, "rb") as reader, open(copied, "xb") as writer:
                shutil.copyfileobj(reader, writer, CHUNK)
            _link(copied, target)
        finally:
            copied.unlink(missing_ok=True)
            _prune(folder, base)

    def delete(self, bucket: str, keys: Sequence[str]) -> None:
        for key in keys:
            path = self.path(bucket, key)
            with refusals(bucket, key):
                with suppress(FileNotFoundError, NotADirectoryError):
                    path.unlink()
                # Empty folders go too, up to the first segment (the dataset), which may be somebody's mount.
                _prune(path.parent, Path(os.path.realpath(self.root / bucket)) / Path(key).parts[0])

    def list(self, bucket: str, prefix: str) -> Iterator[Listed]:
        base = Path(os.path.realpath(self.root / check_bucket(bucket)))
        folder = check_key(prefix.rstrip("/")) if prefix else ""
        found: list[Listed] = []
        for parent, folders, names in os.walk(
            base / folder if prefix.endswith("/") or not prefix else (base / folder).parent
        ):
            if Path(parent) == base and TEMPORARY in folders:
                folders.remove(TEMPORARY)
            for name in names:
                path = Path(parent) / name
                key = path.relative_to(base).as_posix()
                if key.startswith(prefix):
                    with suppress(FileNotFoundError):
                        found.append(Listed(key, path.lstat().st_size))
        return iter(sorted(found, key=lambda listed: listed.key))

    def delete_staging(self, bucket: str, prefix: str, published_to: Sequence[str]) -> None:
        """Delete an attempt's staging, and what `_publish_across` may be copying from it."""
        folder = check_key(prefix.rstrip("/"))
        _remove_tree(self.path(bucket, folder))
        for other in {bucket, *published_to}:
            base = Path(os.path.realpath(self.root / check_bucket(other))) / TEMPORARY
            _remove_tree(base / folder)
            _prune((base / folder).parent, base)

    def make_durable(self, objects: Sequence[tuple[str, str]]) -> None:
        files = [self.path(bucket, key) for bucket, key in objects]
        # In parallel: a journalling file system commits many waiting fsyncs at once.
        with ThreadPoolExecutor(8) as pool:
            for path in [*files, *{path.parent for path in files}]:
                pool.submit(_sync, path)

    def tidy(self) -> None:
        """Remove half-written files whose writer is dead: it held a lock on each, which the kernel dropped."""
        for folder in self.root.glob(f"*/{TEMPORARY}"):
            for path in folder.glob("w-*"):
                with suppress(OSError), open(path, "rb") as handle:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink()

    @contextmanager
    def _temporary(self, bucket: str, content: bytes) -> Iterator[Path]:
        """A complete, synced file beside the objects of a bucket; gone afterwards unless it was renamed."""
        folder = Path(os.path.realpath(self.root / check_bucket(bucket))) / TEMPORARY
        folder.mkdir(parents=True, exist_ok=True)
        path, handle = _locked_file(folder)
        try:
            with open(handle, "wb") as writer:
                writer.write(content)
                writer.flush()
                os.fsync(handle)
                yield path
        finally:
            path.unlink(missing_ok=True)


def _locked_file(folder: Path) -> tuple[Path, int]:
    """A new file with a lock, which tells `tidy` that its writer lives."""
    while True:
        path = folder / f"w-{secrets.token_hex(8)}"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return path, handle
        os.close(handle)  # `tidy` was here between the two


@contextmanager
def refusals(bucket: str, key: str) -> Iterator[None]:
    """Turn what the operating system refuses into coded errors; absence is the caller's to judge."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise refusal(error, f"{bucket}/{key}") from error


def refusal(error: OSError, where: str) -> GlueError:
    """The coded error of a failed system call."""
    what = f"{where}: {error.strerror or error}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return GlueError("SLC5111", what)
    if error.errno in (errno.ENAMETOOLONG, errno.ELOOP, errno.EISDIR, errno.EILSEQ):
        return GlueError("SLC5103", what)
    if error.errno in (errno.EOPNOTSUPP, errno.EMLINK):
        return GlueError("SLC5113", what)
    return GlueError("SLC5110", what)


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _link(source: Path, target: Path) -> None:
    try:
        _into_folder(target, lambda: os.link(source, target))
    except FileExistsError as taken:
        raise Conflict from taken


def _into_folder(target: Path, act: Callable[[], None]) -> None:
    """Make the target's folder and act; again when somebody pruned the folder, still empty, in between."""
    for last in (False, False, True):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            act()
        except FileNotFoundError:
            if last or target.parent.is_dir():
                raise
        else:
            return


def _make_folder(folder: Path) -> None:
    """Make a folder, though others prune the empty ones above it at the same time."""
    while not folder.is_dir():
        with suppress(FileNotFoundError):
            folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The exclusive lock on a folder itself: no lock file, nothing to leave behind."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        deadline, pause = time.monotonic() + LOCK_SECONDS, 0.001
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as held:
                if time.monotonic() > deadline:
                    raise GlueError("SLC5114", f"{folder} has been locked for {LOCK_SECONDS:.0f} s") from held
                time.sleep(pause)
                pause = min(pause * 2, 0.1)
        yield
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    """Fsync a file or a folder."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_tree(folder: Path) -> None:
    """Remove a folder that a sleeper may still be writing into: until it is gone."""
    for _ in range(100):
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            if not folder.exists():
                return
        except OSError as error:
            if error.errno != errno.ENOTEMPTY:
                raise refusal(error, str(folder)) from error
    raise GlueError("SLC5114", f"{folder} fills as fast as it is emptied")


def _prune(folder: Path, keep: Path) -> None:
    while folder != keep and folder.is_relative_to(keep):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
