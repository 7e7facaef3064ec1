"""The same on S3, against the emulator: conditional puts, copies by version, faults in real processes, lost answers."""

from __future__ import annotations

import io
import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest

from sluice_glue.errors import GlueError
from sluice_glue.protocol.batch_head_swap import read_batch_head
from sluice_glue.protocol.recover import recover
from sluice_glue.protocol.report import Log
from sluice_glue.run.attempt import run
from sluice_glue.run.job import Job
from sluice_glue.run.workspace import DirectWorkspace, RemoteWorkspace
from sluice_glue.storage.port import Conflict, MemberGone, SourceGone, Unclear
from sluice_glue.storage.s3 import S3Storage, aws_config, s3_client

from .conftest import Emulated
from .emulator import losing_proxy
from .lakes import FILES, Case, TinyEngine, assert_exactly_committed, control_keys, csv_bytes, listed, rows_of
from .processes import Victim, end_of

pytestmark = pytest.mark.emulator
Through = Callable[[Case, str], Case]


def s3_job(case: Case, run_id: str = "run-a", **changes: Any) -> Job:
    batch = case.batch
    assert isinstance(batch.storage, S3Storage)
    job = Job(
        batch=batch,
        run_id=run_id,
        attempt=None,
        read_plan=lambda: case.plan,
        open_workspace=partial(RemoteWorkspace, batch, batch.storage),
        engine=TinyEngine(),
        register=lambda _catalog, _partitions: pytest.fail("no catalog"),
        log=Log({}, io.StringIO()),
    )
    return replace(job, **changes)


def test_a_batch_is_committed_and_nothing_else_is_left(emulated: Emulated) -> None:
    case = emulated.case()

    assert run(s3_job(case)).outcome == "committed"

    assert_exactly_committed(case, attempt=1)
    name = case.batch.batch_id
    assert control_keys(case) == [
        f"batches/{name}/{n}" for n in ("1.intent.json", "1.report.json", "head.json", "manifest.json")
    ]
    assert run(s3_job(case, "run-b")).outcome == "claim_lost"


def test_a_member_is_read_by_its_version(emulated: Emulated) -> None:
    case = emulated.case({**FILES, "c.csv": csv_bytes([("7", "z")])})
    emulated.client.put_object(Bucket="raw", Key="incoming/things/a.csv", Body=b"overwritten")
    emulated.client.delete_object(Bucket="raw", Key="incoming/things/b.csv")
    gone = case.batch.manifest.members[2]
    emulated.client.delete_object(Bucket="raw", Key=gone.key, VersionId=gone.version_id)

    result = run(s3_job(case))

    assert [(one.member, one.reason) for one in result.head.refused] == [(2, "key-missing")]
    assert_exactly_committed(case)


def test_hostile_names_are_read_exactly(emulated: Emulated) -> None:
    names = ["_x.csv", "a[1].csv", "c*d.csv", "t:1.csv", "a b+ñ.csv", "p%20q.csv", "e=f&g.csv"]
    case = emulated.case({name: csv_bytes([(str(n), "x")]) for n, name in enumerate(names)})

    result = run(s3_job(case))

    assert result.head.refused == ()
    assert rows_of(listed(case.storage, "processed")) == Counter({(str(n), "x"): 1 for n in range(len(names))})


@pytest.mark.parametrize(
    "step", ["claim", "stage-in", "publish:0", "publish:2", "before-commit", "commit", "after-commit"]
)
def test_killed_at_a_step_then_recovered_and_run_again(emulated: Emulated, step: str) -> None:
    case = emulated.case()
    assert end_of(case, step, "SIGKILL")[0] == -signal.SIGKILL

    head = recover(case.batch)
    if step != "after-commit":
        assert listed(case.storage, "processed") == {}
        assert (head.state, head.attempt) == ("open", 1 if step == "claim" else 2)
        assert run(s3_job(case, "run-b")).outcome == "committed"

    assert_exactly_committed(case)
    assert not [key for key in control_keys(case) if key.startswith("staging/")]


@pytest.mark.parametrize("step", ["intent", "publish:2", "before-commit"])
def test_stopped_at_a_step_taken_over_and_continued(emulated: Emulated, step: str) -> None:
    case = emulated.case()
    first = Victim(case, {"VICTIM_AT": step, "VICTIM_DOES": "SIGSTOP"})
    first.wait_stopped()
    recover(case.batch)
    assert run(s3_job(case, "run-b")).outcome == "committed"

    first.signal(signal.SIGCONT)

    assert first.end()[1]["outcome"] == "claim_lost"
    assert_exactly_committed(case, attempt=2)
    assert not [key for key in control_keys(case) if key.startswith("staging/")]


def test_stopped_in_publish_taken_over_continued_and_killed_at_once(emulated: Emulated) -> None:
    case = emulated.case()
    first = Victim(case, {"VICTIM_AT": "publish:2", "VICTIM_DOES": "SIGSTOP"})
    first.wait_stopped()
    recover(case.batch)

    first.signal(signal.SIGCONT)
    first.signal(signal.SIGKILL)
    first.end()
    recover(case.batch)

    assert run(s3_job(case, "run-b")).outcome == "committed"
    assert_exactly_committed(case, attempt=2)


@pytest.mark.parametrize("retries", ["of the client", "of ours"])
def test_the_answer_of_every_swap_is_lost_once(emulated: Emulated, through: Through, retries: str) -> None:
    """With the client's own retries the second answer is a 412, without them there is none: neither is a verdict."""
    case = emulated.case()
    lost: list[str] = []

    def loses(method: str, path: str, headers: dict[str, str]) -> bool:
        if method != "PUT" or not ({"if-match", "if-none-match"} & headers.keys()):
            return False
        state = f"{path} {headers.get('if-match')}"
        if state in lost:
            return False
        lost.append(state)
        return True

    with losing_proxy(emulated.endpoint, loses) as endpoint:
        behind = through(case, endpoint)
        if retries == "of ours":
            with patch.dict(os.environ, {"AWS_ENDPOINT_URL": endpoint}):
                assert isinstance(behind.storage, S3Storage)
                behind.storage.client = _without_retries()
        assert run(s3_job(behind)).outcome == "committed"

    assert len(lost) == 3  # claim, intent, commit
    assert_exactly_committed(case, attempt=1)


def test_when_no_answer_of_the_commit_ever_comes_nothing_is_removed(emulated: Emulated, through: Through) -> None:
    case = emulated.case()
    dead = False

    def loses(method: str, path: str, headers: dict[str, str]) -> bool:
        nonlocal dead
        dead = dead or (method == "PUT" and "if-match" in headers and bool(listed(case.storage, "processed")))
        return dead

    with losing_proxy(emulated.endpoint, loses) as endpoint, pytest.raises(GlueError) as error:
        behind = through(case, endpoint)
        assert isinstance(behind.storage, S3Storage)
        with patch.dict(os.environ, {"AWS_ENDPOINT_URL": endpoint}):
            behind.storage.client = _without_retries()
        run(s3_job(behind))

    assert (error.value.code, error.value.exit_code) == ("SLC5131", 3)
    assert recover(case.batch).state == "committed"
    assert_exactly_committed(case, attempt=1)


def _without_retries() -> Any:
    with patch(
        "sluice_glue.storage.s3.aws_config",
        lambda **changes: aws_config(**{**changes, "retries": {"total_max_attempts": 1}}),
    ):
        return s3_client()


def test_twenty_claims_of_one_head_have_one_winner(emulated: Emulated) -> None:
    case = emulated.case()
    stored = case.storage.read("control", case.batch.batch_head_key)
    assert stored is not None
    won: list[int] = []

    def claim(number: int) -> None:
        try:
            case.storage.swap("control", case.batch.batch_head_key, b"%d" % number, stored.token)
            won.append(number)
        except Conflict:
            return

    threads = [Thread(target=claim, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    now = case.storage.read("control", case.batch.batch_head_key)
    assert now is not None
    assert now.body == b"%d" % won[0]


def test_the_port_says_what_is_absent(emulated: Emulated, tmp_path: Path) -> None:
    emulated.empty()
    storage = S3Storage(emulated.client)

    assert storage.read("control", "nothing") is None
    with pytest.raises(SourceGone):
        storage.publish("control", "things/staging/x", "processed", "things/x")
    with pytest.raises(MemberGone):
        storage.fetch("raw", "nothing", "no-such-version", tmp_path / "x")
    with pytest.raises(Conflict):
        storage.swap("control", "nothing", b"", '"x"')
    storage.delete("processed", ["things/nothing"])
    with pytest.raises(GlueError) as error:
        storage.read("no-such-bucket", "x")
    assert error.value.code == "SLC5110"


def test_a_dead_endpoint_is_a_coded_error(emulated: Emulated, through: Through) -> None:
    case = emulated.case()
    with losing_proxy(emulated.endpoint, lambda *_request: True) as endpoint:
        behind = through(case, endpoint)
        assert isinstance(behind.storage, S3Storage)
        with patch.dict(os.environ, {"AWS_ENDPOINT_URL": endpoint}):
            behind.storage.client = _without_retries()
        with pytest.raises(Unclear):
            behind.storage.read("control", "x")
        with pytest.raises(GlueError) as error:
            read_batch_head(behind.batch)

    assert error.value.code == "SLC5112"


def test_spark_may_read_and_write_s3_itself(emulated: Emulated, tmp_path: Path) -> None:
    """The direct workspace: copies by version inside S3, staged files that were never on this machine."""
    case = emulated.case()
    storage = case.storage
    assert isinstance(storage, S3Storage)
    remote: S3Storage = storage

    class WritesToS3(TinyEngine):
        def write(self, plan: Any, members: Any, target: str, on_step: Any) -> Any:
            assert target == f"s3://control/things/staging/{case.batch.batch_id}-1"
            brought = []
            for member in members:
                key = member.uri.removeprefix("s3://control/")
                assert key == f"things/in/{case.batch.batch_id}/{member.member:05d}.csv"
                remote.download("control", key, tmp_path / key)
                brought.append(replace(member, uri=str(tmp_path / key)))
            result = super().write(plan, brought, str(tmp_path / "out"), on_step)
            for file in result.files:
                remote.upload(
                    tmp_path / "out" / file.path, "control", f"{target.removeprefix('s3://control/')}/{file.path}"
                )
            return result

    batch = case.batch
    result = run(
        s3_job(case, engine=WritesToS3(), open_workspace=lambda attempt: DirectWorkspace(batch, storage, attempt, "s3"))
    )

    assert result.outcome == "committed"
    assert_exactly_committed(case, attempt=1)
    assert not [key for key in control_keys(case) if key.startswith(("staging/", "in/"))]


def test_the_work_folder_of_a_killed_run_is_removed_by_the_next(emulated: Emulated, tmp_path: Path) -> None:
    case = emulated.case()
    assert end_of(case, "verify", "SIGKILL", TMPDIR=str(tmp_path))[0] == -signal.SIGKILL
    assert list(tmp_path.glob("sluice-work-*"))

    assert end_of(case, TMPDIR=str(tmp_path))[1]["outcome"] == "committed"

    assert not list(tmp_path.glob("sluice-work-*"))
    assert_exactly_committed(case, attempt=2)
