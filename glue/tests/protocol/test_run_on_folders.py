"""One run after another on folders: outcomes, documents, names."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from sluice_glue.errors import GlueError, Interrupted
from sluice_glue.protocol.batch_head_swap import read_batch_head
from sluice_glue.protocol.recover import recover
from sluice_glue.run.attempt import run
from sluice_glue.storage.folder import digest_of

from .lakes import (
    QUARANTINE,
    TABLE,
    Case,
    assert_exactly_committed,
    control_keys,
    csv_bytes,
    folder_case,
    folder_job,
    listed,
    rows_of,
)

SCHEMAS = Path(__file__).parents[3] / "libs" / "protocol" / "schemas"


def valid(case: Case, key: str, schema: str) -> dict[str, Any]:
    """A document of the control bucket, proved to be what its schema says."""
    stored = case.storage.read("control", key)
    assert stored is not None, key
    document: dict[str, Any] = json.loads(stored.body)
    rules = json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(rules, format_checker=FormatChecker()).validate(document)
    return document


def test_a_batch_is_committed_with_documents_that_obey_their_schemas(tmp_path: Path) -> None:
    case = folder_case(tmp_path)

    result = run(folder_job(case))

    assert (result.outcome, result.attempt) == ("committed", 1)
    assert_exactly_committed(case, attempt=1)
    head = valid(case, case.batch.batch_head_key, "head")
    intent = valid(case, case.batch.intent_key(1), "intent")
    report = valid(case, case.batch.report_key(1), "report")
    valid(case, f"things/batches/{case.batch.batch_id}/manifest.json", "manifest")
    assert {key["key"] for key in intent["keys"]} == {file["key"] for file in head["files"] + head["quarantine_files"]}
    assert (report["outcome"], report["stage"], report["code"]) == ("committed", "done", None)
    assert report["members"] == [{"member": 0, "records": 3}, {"member": 1, "records": 3}]
    assert {"claim", "stage-in", "scan", "write", "verify", "intent", "publish", "commit"} <= report["seconds"].keys()


def test_names_hold_batch_attempt_and_number_and_nothing_else_is_left(tmp_path: Path) -> None:
    case = folder_case(tmp_path)

    run(folder_job(case))

    name = case.batch.batch_id
    assert list(listed(case.storage, "processed")) == [
        f"things/place_key={p}/{name}-1-{n}.parquet" for n, p in enumerate("xyz")
    ]
    assert list(listed(case.storage, "quarantine")) == [f"things/run_date=2026-01-15/{name}-1-3.parquet"]
    assert control_keys(case) == [
        f"batches/{name}/{n}" for n in ("1.intent.json", "1.report.json", "head.json", "manifest.json")
    ]


def test_the_same_batch_twice_is_lost_by_the_second_which_touches_nothing(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    run(folder_job(case))
    before = {path: digest_of(path) for path in tmp_path.rglob("*") if path.is_file()}

    result = run(folder_job(case, run_id="run-b"))

    assert result.outcome == "claim_lost"
    assert {path: digest_of(path) for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_run_id_used_twice_is_no_claim(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    killed_at(case, "write", "same-id")

    assert run(folder_job(case, run_id="same-id")).outcome == "claim_lost"


def killed_at(case: Case, step: str, run_id: str = "run-a") -> None:
    """A run that stops existing before a step."""

    class Dead(BaseException):
        pass

    def die(name: str) -> None:
        if name == step:
            raise Dead

    with pytest.raises(Dead):
        run(folder_job(case, run_id=run_id, on_step=die))


def test_an_attempt_that_is_not_open_is_not_claimed(tmp_path: Path) -> None:
    case = folder_case(tmp_path)

    assert run(folder_job(case, attempt=2)).outcome == "claim_lost"
    assert read_batch_head(case.batch).head.state == "open"


def test_a_truncated_gzip_among_ten_costs_its_file_only(tmp_path: Path) -> None:
    files = {f"{n}.csv.gz": gzip.compress(csv_bytes([(str(n), "x")] * 50)) for n in range(10)}
    files["6.csv.gz"] = files["6.csv.gz"][:-9]
    case = folder_case(tmp_path, files, compression="gzip")

    result = run(folder_job(case))

    assert result.outcome == "committed"
    assert [(one.member, one.reason) for one in result.head.refused] == [(6, "gzip-broken")]
    assert rows_of(listed(case.storage, "processed")) == Counter({(str(n), "x"): 50 for n in range(10) if n != 6})
    assert result.head.counts is not None
    assert result.head.counts.rows_in == 450


def test_hostile_names_are_read_exactly(tmp_path: Path) -> None:
    names = [
        "_x.csv",
        ".y.csv",
        "a[1].csv",
        "c*d.csv",
        "t:1.csv",
        "a b+ñ.csv",
        "p%20q.csv",
        "{z}.csv",
        "q?.csv",
        "back\\slash.csv",
    ]
    case = folder_case(tmp_path, {name: csv_bytes([(str(n), "x")]) for n, name in enumerate(names)})

    result = run(folder_job(case))

    assert result.head.refused == ()
    assert rows_of(listed(case.storage, "processed")) == Counter({(str(n), "x"): 1 for n in range(len(names))})


def test_a_batch_of_nothing_readable_is_rejected_and_committed_with_no_file(tmp_path: Path) -> None:
    case = folder_case(tmp_path, {"a.csv": b"", "b.csv": b"id,place\n", "c.csv": b"\x00\x01"})

    result = run(folder_job(case))

    assert result.outcome == "rejected"
    assert {one.member: one.reason for one in result.head.refused} == {0: "empty", 1: "header-only", 2: "not-text"}
    assert valid(case, case.batch.batch_head_key, "head")["state"] == "committed"
    assert valid(case, case.batch.report_key(1), "report")["outcome"] == "rejected"


def test_a_file_that_the_write_refuses_is_named_in_the_head(tmp_path: Path) -> None:
    case = folder_case(tmp_path, {"a.csv": csv_bytes([("1", "x")]), "b.csv": csv_bytes([("2", "REFUSE")])})

    result = run(folder_job(case))

    assert [(one.member, one.reason) for one in result.head.refused] == [(1, "bad-value")]
    assert rows_of(listed(case.storage, "processed")) == Counter({("1", "x"): 1})


@pytest.mark.parametrize("change", ["overwritten", "deleted", "folder", "link out"])
def test_a_member_whose_version_is_gone_is_refused(tmp_path: Path, change: str) -> None:
    case = folder_case(tmp_path / "lake")
    path = tmp_path / "lake" / "raw" / "incoming" / "things" / "a.csv"
    body = path.read_bytes()
    path.unlink()
    if change == "overwritten":
        path.write_bytes(body.replace(b"1,x", b"9,x"))
    elif change == "folder":
        path.mkdir()
    elif change == "link out":
        (tmp_path / "secret.csv").write_bytes(body)
        path.symlink_to(tmp_path / "secret.csv")

    result = run(folder_job(case))

    assert [(one.member, one.reason) for one in result.head.refused] == [(0, "key-missing")]
    assert rows_of(listed(case.storage, "processed")) == Counter({("4", "y"): 1, ("5", "z"): 1})


def test_what_an_earlier_attempt_brought_in_outlives_the_original(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    killed_at(case, "write")
    (tmp_path / "raw" / "incoming" / "things" / "a.csv").unlink()
    recover(case.batch)

    assert run(folder_job(case, run_id="run-b")).outcome == "committed"
    assert_exactly_committed(case, attempt=2)


def test_a_plan_that_is_not_the_pinned_one_fails_with_a_report(tmp_path: Path) -> None:
    case = folder_case(tmp_path)

    with pytest.raises(GlueError) as error:
        run(folder_job(case, read_plan=lambda: case.plan + b" "))

    assert error.value.code == "SLC5104"
    report = valid(case, case.batch.report_key(1), "report")
    assert (report["outcome"], report["code"]) == ("failed", "SLC5104")


@pytest.mark.parametrize("change", ["rows", "lost file", "stray file", "size"])
def test_files_or_rows_that_do_not_add_up_are_never_published(tmp_path: Path, change: str) -> None:
    from dataclasses import replace

    from .lakes import TinyEngine

    class Wrong(TinyEngine):
        def write(self, *arguments: Any) -> Any:
            result = super().write(*arguments)
            first = result.files[0]
            path = Path(arguments[2]) / first.path
            if change == "rows":
                return replace(result, files=(replace(first, rows=first.rows - 1), *result.files[1:]))
            if change == "size":
                return replace(result, files=(replace(first, bytes=first.bytes + 1), *result.files[1:]))
            if change == "stray file":
                (path.parent / "part-1.parquet").write_bytes(b"")
            else:
                path.unlink()
            return result

    case = folder_case(tmp_path)

    with pytest.raises(GlueError) as error:
        run(folder_job(case, engine=Wrong()))

    assert error.value.code == ("SLC5010" if change == "rows" else "SLC5120")
    assert listed(case.storage, "processed") == {}
    assert case.storage.read("control", case.batch.intent_key(1)) is None


@pytest.mark.parametrize("copy", range(4))
def test_a_full_disk_during_publish_leaves_nothing_of_the_attempt(tmp_path: Path, copy: int) -> None:
    case = folder_case(tmp_path)

    def full(step: str) -> None:
        if step == f"publish:{copy}":
            raise OSError(28, "No space left on device")

    with pytest.raises(GlueError) as error:
        run(folder_job(case, on_step=full))

    assert (error.value.code, error.value.exit_code) == ("SLC5111", 3)
    assert listed(case.storage, "processed") == listed(case.storage, "quarantine") == {}
    assert not list((tmp_path / "processed").glob("things/*"))
    assert not list((tmp_path / "control" / "staging").glob("*"))
    report = valid(case, case.batch.report_key(1), "report")
    assert (report["outcome"], report["stage"], report["code"]) == ("failed", "publish", "SLC5111")

    recover(case.batch)
    run(folder_job(case, run_id="run-b"))
    assert_exactly_committed(case, attempt=2)


@pytest.mark.parametrize(
    "step", ["claim", "stage-in", "scan", "write", "verify", "intent", "publish:2", "register", "commit"]
)
def test_an_interrupted_run_takes_itself_back(tmp_path: Path, step: str) -> None:
    case = folder_case(tmp_path)
    job = folder_job(case)

    def interrupt(name: str) -> None:
        if name == step:
            job.interrupts.received = "SIGINT"
            job.interrupts.check()

    with pytest.raises(Interrupted) as error:
        run(folder_job(case, on_step=interrupt, interrupts=job.interrupts))

    assert error.value.exit_code == 130
    head = read_batch_head(case.batch).head
    assert (head.state, head.attempt) == ("open", 1 if step == "claim" else 2)
    assert listed(case.storage, "processed") == {}
    assert not [key for key in control_keys(case) if key.startswith("staging/")]
    run(folder_job(case, run_id="run-b"))
    assert_exactly_committed(case)


def test_an_interrupt_after_the_commit_changes_nothing(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    job = folder_job(case)

    def interrupt(name: str) -> None:
        if name == "after-commit":
            job.interrupts.received = "SIGTERM"

    assert run(folder_job(case, on_step=interrupt, interrupts=job.interrupts)).outcome == "committed"
    assert_exactly_committed(case, attempt=1)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_recover_can_be_repeated(tmp_path: Path, times: int) -> None:
    case = folder_case(tmp_path)
    killed_at(case, "register")

    heads = [recover(case.batch) for _ in range(times)]

    assert {(head.state, head.attempt) for head in heads} == {("open", 2)}
    assert listed(case.storage, "processed") == {}


def test_recover_leaves_another_attempt_alone(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    killed_at(case, "register")
    recover(case.batch)
    killed_at(case, "write", "run-b")

    assert recover(case.batch, attempt=1).state == "running"
    assert recover(case.batch, attempt=2).state == "open"


def test_a_batch_that_is_failed_keeps_nothing_and_is_never_claimed(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    killed_at(case, "register")

    head = recover(case.batch, fail=True)

    assert (head.state, head.attempt) == ("failed", 1)
    valid(case, case.batch.batch_head_key, "head")
    assert listed(case.storage, "processed") == listed(case.storage, "quarantine") == {}
    assert control_keys(case) == [
        f"batches/{case.batch.batch_id}/{n}" for n in ("1.intent.json", "head.json", "manifest.json")
    ]
    assert run(folder_job(case, run_id="run-b")).outcome == "claim_lost"
    assert recover(case.batch).state == "failed"


def test_an_open_batch_can_be_failed_and_its_intent_is_closed(tmp_path: Path) -> None:
    case = folder_case(tmp_path)

    assert recover(case.batch, fail=True).state == "failed"
    assert valid(case, case.batch.intent_key(1), "intent")["closed"] is True


def test_an_intent_that_names_foreign_keys_deletes_nothing(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    killed_at(case, "register")
    key = case.batch.intent_key(1)
    stored = case.storage.read("control", key)
    assert stored is not None
    (tmp_path / "processed" / "things" / "precious.parquet").write_bytes(b"x")
    document = json.loads(stored.body)
    for foreign in ("things/precious.parquet", f"things/../things/{case.batch.batch_id}-1-0.parquet", "things"):
        document["keys"][0]["key"] = foreign
        case.storage.write("control", key, json.dumps(document).encode())
        before = len(listed(case.storage, "processed"))

        with pytest.raises(GlueError) as error:
            recover(case.batch)

        assert error.value.code in ("SLC5101", "SLC5103")
        assert len(listed(case.storage, "processed")) == before


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda body: b"{", "SLC5101"),
        (lambda body: body.replace(b'"open"', b'"opened"'), "SLC5101"),
        (lambda body: body.replace(b'"counter": 1', b'"counter": true'), "SLC5101"),
        (lambda body: body.replace(b'"attempt": 1', b'"attempt": 1000000000000'), "SLC5101"),
        (lambda body: b"[" * 100_000, "SLC5101"),
    ],
)
def test_a_damaged_head_is_a_coded_error(tmp_path: Path, damage: Callable[[bytes], bytes], code: str) -> None:
    case = folder_case(tmp_path)
    stored = case.storage.read("control", case.batch.batch_head_key)
    assert stored is not None
    case.storage.write("control", case.batch.batch_head_key, damage(stored.body))

    with pytest.raises(GlueError) as error:
        run(folder_job(case))

    assert error.value.code == code


def test_the_expected_rows_are_those_of_the_files() -> None:
    assert sum(TABLE.values()) + sum(QUARANTINE.values()) == 6
