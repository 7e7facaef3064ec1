"""Real processes that are killed, stopped and interrupted at every named step, on folders."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from sluice_glue.protocol.batch_head_swap import read_batch_head
from sluice_glue.protocol.recover import recover
from sluice_glue.run.attempt import run

from .lakes import Case, assert_exactly_committed, control_keys, folder_case, folder_job, listed
from .processes import Victim, end_of

STEPS = [
    *("claim", "stage-in", "scan", "write", "write:write", "verify", "intent"),
    *("publish:0", "publish:1", "publish:2", "publish:3", "register", "before-commit", "commit", "after-commit"),
]


def nothing_half_written(lake: Path) -> bool:
    return not [path for path in lake.rglob("*") if path.is_file() and ".tmp" in path.parts]


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_then_recovered_and_run_again(tmp_path: Path, step: str) -> None:
    case = folder_case(tmp_path)
    status, _ = end_of(case, step, "SIGKILL")
    assert status == -signal.SIGKILL

    head = recover(case.batch)
    if step == "after-commit":
        assert head.state == "committed"
    else:
        assert (head.state, head.attempt) == ("open", 1 if step == "claim" else 2)
        assert listed(case.storage, "processed") == listed(case.storage, "quarantine") == {}
        assert run(folder_job(case, run_id="run-b")).outcome == "committed"

    assert_exactly_committed(case)
    assert not [key for key in control_keys(case) if key.startswith(("staging/", "in/"))]
    assert nothing_half_written(tmp_path)


@pytest.mark.parametrize("step", ["write", "publish:2", "commit"])
def test_what_a_kill_leaves_the_next_run_recovers_by_itself(tmp_path: Path, step: str) -> None:
    case = folder_case(tmp_path)
    end_of(case, step, "SIGKILL")

    status, line = end_of(case)

    assert (status, line["outcome"], line["attempt"]) == (0, "committed", 2)
    assert_exactly_committed(case, attempt=2)


def test_a_run_that_lives_is_not_taken_over(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    first = Victim(case, {"VICTIM_AT": "publish:1", "VICTIM_DOES": "SIGSTOP"})
    first.wait_stopped()

    status, line = end_of(case)

    assert (status, line["outcome"], line["head"]["state"]) == (0, "claim_lost", "running")
    first.signal(signal.SIGCONT)
    assert first.end()[1]["outcome"] == "committed"
    assert_exactly_committed(case, attempt=1)


def last_stage(case: Case) -> str:
    """How far attempt 1 came, as its own report says."""
    stored = case.storage.read("control", case.batch.report_key(1))
    assert stored is not None
    return str(json.loads(stored.body)["stage"])


@pytest.mark.parametrize(
    ("step", "ends_in"),
    [("publish:1", "publish"), ("publish:3", "publish"), ("register", "commit"), ("commit", "commit")],
)
def test_stopped_in_publish_taken_over_and_continued(tmp_path: Path, step: str, ends_in: str) -> None:
    case = folder_case(tmp_path)
    first = Victim(case, {"VICTIM_AT": step, "VICTIM_DOES": "SIGSTOP"})
    first.wait_stopped()
    recover(case.batch)
    assert run(folder_job(case, run_id="run-b")).outcome == "committed"
    before = listed(case.storage, "processed")

    first.signal(signal.SIGCONT)

    status, line = first.end()
    assert (status, line["outcome"]) == (0, "claim_lost")
    assert last_stage(case) == ends_in, "with its staging gone no copy succeeds"
    assert listed(case.storage, "processed") == before
    assert_exactly_committed(case, attempt=2)
    assert not [key for key in control_keys(case) if key.startswith(("staging/", "in/"))]


@pytest.mark.parametrize(("step", "ends_in"), [("write", "intent"), ("verify", "verify"), ("intent", "intent")])
def test_stopped_before_the_intent_it_can_publish_nothing(tmp_path: Path, step: str, ends_in: str) -> None:
    case = folder_case(tmp_path)
    first = Victim(case, {"VICTIM_AT": step, "VICTIM_DOES": "SIGSTOP"})
    first.wait_stopped()
    recover(case.batch)

    first.signal(signal.SIGCONT)

    assert first.end()[1]["outcome"] == "claim_lost"
    assert last_stage(case) == ends_in, "with its intent closed it comes to no copy"
    assert listed(case.storage, "processed") == listed(case.storage, "quarantine") == {}
    assert run(folder_job(case, run_id="run-b")).outcome == "committed"
    assert_exactly_committed(case, attempt=2)


def test_stopped_in_publish_taken_over_continued_and_killed_at_once(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    first = Victim(case, {"VICTIM_AT": "publish:2", "VICTIM_DOES": "SIGSTOP"})
    first.wait_stopped()
    recover(case.batch)
    assert run(folder_job(case, run_id="run-b")).outcome == "committed"

    first.signal(signal.SIGCONT)
    first.signal(signal.SIGKILL)
    first.end()
    recover(case.batch)

    assert_exactly_committed(case, attempt=2)


@pytest.mark.parametrize("does", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("step", ["stage-in", "publish:2", "before-commit"])
def test_interrupted_a_run_takes_itself_back(tmp_path: Path, step: str, does: str) -> None:
    case = folder_case(tmp_path)

    status, line = end_of(case, step, does)

    assert (status, line["code"]) == (130, "SLC5190")
    head = read_batch_head(case.batch).head
    assert (head.state, head.attempt) == ("open", 2)
    assert listed(case.storage, "processed") == {}
    assert end_of(case)[1]["outcome"] == "committed"
    assert_exactly_committed(case, attempt=2)


def test_an_interrupt_cuts_the_write_off(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    slow = Victim(case, {"VICTIM_SLOW": "1"})
    assert slow.process.stderr is not None
    for line in slow.process.stderr:
        if line == "writing\n":
            break

    slow.signal(signal.SIGINT)
    slow.signal(signal.SIGINT)  # a terminal and a parent that passes it on

    assert slow.end()[0] == 130
    assert read_batch_head(case.batch).head.state == "open"
    assert not [key for key in control_keys(case) if key.startswith("staging/")]


@pytest.mark.parametrize(("does", "code"), [("ENOSPC", "SLC5111"), ("EACCES", "SLC5110")])
def test_a_refusal_of_the_disk_is_coded_and_leaves_nothing(tmp_path: Path, does: str, code: str) -> None:
    case = folder_case(tmp_path)

    status, line = end_of(case, "publish:3", does)

    assert (status, line["outcome"], line["code"]) == (3, "failed", code)
    assert listed(case.storage, "processed") == listed(case.storage, "quarantine") == {}
    assert nothing_half_written(tmp_path)
    assert end_of(case)[1]["outcome"] == "committed"
    assert_exactly_committed(case, attempt=2)
