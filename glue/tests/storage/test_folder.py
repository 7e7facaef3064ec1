"""Folders as buckets: keys that want out, swaps between processes, what killed writers leave."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice_glue.errors import GlueError
from sluice_glue.storage import folder as storage_folder
from sluice_glue.storage.folder import FolderStorage
from sluice_glue.storage.port import Conflict, MemberGone, SourceGone, key_problem

HOSTILE = [
    *(
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a/..",
        "..",
        ".",
        "a/./b",
        "a//b",
        "a/",
        "/",
        "a\x00b",
        "a\nb",
        "a\x7fb",
    ),
    *("x" * 1025, "ñ" * 513, "\ud800"),
]


@pytest.mark.parametrize("key", HOSTILE)
def test_a_key_that_is_no_plain_relative_path_is_refused(tmp_path: Path, key: str) -> None:
    storage = FolderStorage(tmp_path)

    actions: list[Callable[[], object]] = [
        lambda: storage.read("control", key),
        lambda: storage.write("control", key, b"x"),
        lambda: storage.create("control", key, b"x"),
        lambda: storage.delete("control", [key]),
        lambda: storage.publish("control", key, "processed", "x"),
        lambda: storage.publish("control", "t/staging/a/x", "processed", key),
    ]
    for act in actions:
        with pytest.raises(GlueError) as error:
            act()
        assert error.value.code == "SLC5103"
    with pytest.raises(MemberGone):
        storage.fetch("raw", key, "0", tmp_path / "t")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("bucket", ["", "..", ".", "a/b", "/etc", "a..b", "a\nb", "x" * 64, "-x"])
def test_a_bucket_that_is_no_plain_name_is_refused(tmp_path: Path, bucket: str) -> None:
    with pytest.raises(GlueError) as error:
        FolderStorage(tmp_path).write(bucket, "x", b"")
    assert error.value.code == "SLC5103"


@pytest.mark.parametrize(
    "key",
    ["_x.csv", "a[1].csv", "c*d.csv", "t:1.csv", "a b+ñ.csv", "a\\b", "...", "..a", "%2e%2e/x", "a\u2028b", "a\x85b"],
)
def test_a_strange_key_is_kept_exactly(tmp_path: Path, key: str) -> None:
    storage = FolderStorage(tmp_path)
    storage.write("raw", key, b"1")

    assert [listed.key for listed in storage.list("raw", "")] == [key]
    stored = storage.read("raw", key)
    assert stored is not None and stored.body == b"1"


@given(st.text(min_size=1, max_size=30))
def test_no_accepted_key_leaves_its_bucket(key: str) -> None:
    if key_problem(key) is None:
        assert os.path.normpath(f"/bucket/{key}") == f"/bucket/{key}"


def test_a_link_out_of_the_bucket_is_refused_and_one_inside_is_not(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "lake")
    storage.write("raw", "in/x", b"1")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_bytes(b"s")
    (tmp_path / "lake" / "raw" / "out").symlink_to(tmp_path / "outside")
    (tmp_path / "lake" / "raw" / "same").symlink_to(tmp_path / "lake" / "raw" / "in")

    assert storage.read("raw", "same/x") is not None
    actions: list[Callable[[], object]] = [
        lambda: storage.read("raw", "out/secret"),
        lambda: storage.write("raw", "out/new", b""),
        lambda: storage.delete("raw", ["out/secret"]),
    ]
    for act in actions:
        with pytest.raises(GlueError) as error:
            act()
        assert error.value.code == "SLC5103"
    assert (tmp_path / "outside" / "secret").exists()


def test_a_name_that_is_too_long_for_the_disk_is_coded(tmp_path: Path) -> None:
    with pytest.raises(GlueError) as error:
        FolderStorage(tmp_path).write("control", "x" * 300, b"")
    assert error.value.code == "SLC5103"


def test_create_never_replaces_and_swap_needs_the_token(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.create("control", "h", b"1")
    with pytest.raises(Conflict):
        storage.create("control", "h", b"2")

    stored = storage.read("control", "h")
    assert stored is not None
    token = storage.swap("control", "h", b"2", stored.token)

    with pytest.raises(Conflict):
        storage.swap("control", "h", b"3", stored.token)
    storage.swap("control", "h", b"3", token)
    with pytest.raises(Conflict):
        storage.swap("control", "missing/h", b"3", token)
    assert not list((tmp_path / "control" / ".tmp").iterdir())


def _increment(root: str, times: int) -> None:
    storage = FolderStorage(Path(root))
    for _ in range(times):
        while True:
            stored = storage.read("control", "b/head")
            assert stored is not None
            try:
                storage.swap("control", "b/head", b"%d" % (int(stored.body) + 1), stored.token)
                break
            except Conflict:
                continue


def test_swaps_of_many_processes_lose_no_update(tmp_path: Path) -> None:
    FolderStorage(tmp_path).create("control", "b/head", b"0")
    spawn = multiprocessing.get_context("fork")
    processes = [spawn.Process(target=_increment, args=(str(tmp_path), 40)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    stored = FolderStorage(tmp_path).read("control", "b/head")
    assert stored is not None and stored.body == b"160"


def test_a_lock_of_a_killed_process_blocks_nobody(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.create("control", "b/head", b"0")
    holder = _hold_lock(tmp_path / "control" / "b")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    stored = storage.read("control", "b/head")
    assert stored is not None

    storage.swap("control", "b/head", b"1", stored.token)


def test_a_lock_that_is_held_for_too_long_is_a_coded_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_folder, "LOCK_SECONDS", 0.2)
    storage = FolderStorage(tmp_path)
    storage.create("control", "b/head", b"0")
    holder = _hold_lock(tmp_path / "control" / "b")
    try:
        stored = storage.read("control", "b/head")
        assert stored is not None
        with pytest.raises(GlueError) as error:
            storage.swap("control", "b/head", b"1", stored.token)
    finally:
        holder.kill()
        holder.wait()
    assert error.value.code == "SLC5114"


def _hold_lock(folder: Path) -> subprocess.Popen[bytes]:
    code = (
        "import fcntl,os,sys,time; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX); "
        "print('x', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.stdout.close()
    return holder


def test_tidy_removes_what_dead_writers_left_and_nothing_of_the_living(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    folder = tmp_path / "control" / ".tmp"
    folder.mkdir(parents=True)
    (folder / "w-dead").write_bytes(b"half")
    with open(folder / "w-alive", "wb") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)

        storage.tidy()

        assert [path.name for path in folder.iterdir()] == ["w-alive"]


def test_publishing_is_one_link_that_never_overwrites(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.write("control", "t/staging/b-1/1/x", b"rows")
    storage.write("control", "t/staging/b-1/1/y", b"others")
    storage.publish("control", "t/staging/b-1/1/x", "processed", "t/p=1/x")
    storage.publish("control", "t/staging/b-1/1/x", "processed", "t/p=1/x")

    with pytest.raises(GlueError) as error:
        storage.publish("control", "t/staging/b-1/1/y", "processed", "t/p=1/x")

    assert error.value.code == "SLC5115"
    storage.delete_staging("control", "t/staging/b-1/", ("processed",))
    assert (tmp_path / "processed" / "t" / "p=1" / "x").read_bytes() == b"rows"
    with pytest.raises(SourceGone):
        storage.publish("control", "t/staging/b-1/1/x", "processed", "t/p=1/z")


@pytest.mark.parametrize("sleeps", ["never", "before the copy", "before the link"])
def test_between_file_systems_the_staging_is_a_fence_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sleeps: str
) -> None:
    storage = FolderStorage(tmp_path)
    storage.write("control", "t/staging/b-1/1/x", b"rows")
    link, copy = os.link, storage_folder.shutil.copyfileobj  # type: ignore[attr-defined]

    def linked(source: Any, target: Any) -> None:
        if "control" in Path(source).parts:
            raise OSError(errno.EXDEV, "another file system")
        if sleeps == "before the link":
            storage.delete_staging("control", "t/staging/b-1/", ("processed",))
        link(source, target)

    def copied(*arguments: Any) -> None:
        if sleeps == "before the copy":
            storage.delete_staging("control", "t/staging/b-1/", ("processed",))
        copy(*arguments)

    monkeypatch.setattr(os, "link", linked)
    monkeypatch.setattr(storage_folder.shutil, "copyfileobj", copied)  # type: ignore[attr-defined]

    if sleeps == "never":
        storage.publish("control", "t/staging/b-1/1/x", "processed", "t/x")
        assert (tmp_path / "processed" / "t" / "x").read_bytes() == b"rows"
    else:
        with pytest.raises(SourceGone):
            storage.publish("control", "t/staging/b-1/1/x", "processed", "t/x")
        assert not (tmp_path / "processed" / "t" / "x").exists()
    assert not list((tmp_path / "processed" / ".tmp").glob("**/*"))


def test_a_file_system_without_hard_links_is_a_coded_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = FolderStorage(tmp_path)
    storage.write("control", "t/staging/b-1/1/x", b"rows")

    def refused(*_arguments: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)

    with pytest.raises(GlueError) as error:
        storage.publish("control", "t/staging/b-1/1/x", "processed", "t/x")
    assert error.value.code == "SLC5113"


def test_deleting_prunes_empty_folders_up_to_the_dataset(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    for key in ("t/a=1/b=1/x", "t/a=1/b=2/y"):
        storage.write("processed", key, b"")

    storage.delete("processed", ["t/a=1/b=1/x", "t/a=1/b=1/x", "t/not/there"])
    assert sorted(path.name for path in (tmp_path / "processed" / "t" / "a=1").iterdir()) == ["b=2"]
    storage.delete("processed", ["t/a=1/b=2/y"])
    assert list((tmp_path / "processed" / "t").iterdir()) == []


def test_fetch_copies_only_the_content_that_was_named(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.write("raw", "x", b"rows")
    os.mkfifo(tmp_path / "raw" / "pipe")

    storage.fetch("raw", "x", hashlib.sha256(b"rows").hexdigest(), tmp_path / "t" / "x")

    assert (tmp_path / "t" / "x").read_bytes() == b"rows"
    for key, version in (("x", "0" * 64), ("missing", "0" * 64), ("pipe", "0" * 64), ("x/below", "0" * 64)):
        with pytest.raises(MemberGone):
            storage.fetch("raw", key, version, tmp_path / "t" / "y")
    assert [path.name for path in (tmp_path / "t").iterdir()] == ["x"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_writable_is_a_coded_error(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.write("processed", "t/x", b"")
    (tmp_path / "processed" / "t").chmod(0o500)
    storage.write("control", "t/staging/b-1/1/x", b"rows")
    try:
        with pytest.raises(GlueError) as error:
            storage.publish("control", "t/staging/b-1/1/x", "processed", "t/y")
        assert error.value.code == "SLC5110"
    finally:
        (tmp_path / "processed" / "t").chmod(0o700)
