"""The command line: both spellings, what it refuses, what it prints last."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sluice_glue.errors import error_codes
from sluice_glue.run.identity import is_dead, new_run_id
from sluice_glue.runtime import cli

from .lakes import Case, assert_exactly_committed, folder_case
from .processes import end_of


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        status = cli.main(list(arguments))
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    out = capsys.readouterr()
    assert "Traceback" not in out.err
    return status, json.loads(out.out.strip().splitlines()[-1])


def rejected_case(root: Path) -> Case:
    """A batch that needs no Spark: nothing in it can be read."""
    return folder_case(root, {"a.csv": b""})


def arguments_of(case: Case) -> list[str]:
    return ["run", "--plan", case.plan_uri, "--manifest", case.manifest_uri, "--output", case.output_uri]


def test_run_prints_one_line_and_the_second_run_says_who_has_the_batch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = rejected_case(tmp_path)

    status, line = call(capsys, *arguments_of(case))
    again, lost = call(capsys, *arguments_of(case))

    assert (status, line["outcome"], line["attempt"], line["files"]) == (0, "rejected", 1, 0)
    assert line["refused"][0]["reason"] == "empty"
    assert (again, lost["outcome"], lost["head"]["state"]) == (0, "claim_lost", "committed")


def test_glues_spelling_and_glues_own_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = rejected_case(tmp_path)
    monkeypatch.setenv("JOB_RUN_ID", "jr_0123")
    own = ["--enable-metrics", "true", "--JOB_NAME", "sluice-things", "--job-bookmark-option", "job-bookmark-disable"]
    named = ["--dataset_id", "things", "--run_date", "2026-01-15", "--batch_id", case.batch.batch_id, "--attempt", "1"]

    status, line = call(
        capsys,
        *("run", "--plan_uri", case.plan_uri, "--manifest_uri", case.manifest_uri, "--output_uri", case.output_uri),
        *named,
        *own,
    )

    assert (status, line["outcome"]) == (0, "rejected")
    report = json.loads((tmp_path / "control" / case.batch.report_key(1)).read_text())
    assert report["run_id"] == "jr_0123"


@pytest.mark.parametrize("changed", ["--dataset_id", "--run_date", "--batch_id"])
def test_arguments_that_contradict_the_manifest_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: str
) -> None:
    case = rejected_case(tmp_path)

    status, line = call(capsys, *arguments_of(case), changed, "other")

    assert (status, line["code"]) == (2, "SLC5100")


@pytest.mark.parametrize("arguments", [[], ["run"], ["run", "--nonsense"], ["walk"], ["recover", "--plan", "x"]])
def test_wrong_arguments_are_usage_errors(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize("extra", [["--nonsense", "1"], ["--attempt", "0"], ["stray"]])
def test_unknown_arguments_are_usage_errors(tmp_path: Path, extra: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments_of(rejected_case(tmp_path)), *extra])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("manifest", "output", "code"),
    [
        ("{lake}/control/things/batches/0/manifest.json", "{lake}/processed", "SLC5102"),
        ("{lake}/control/manifest.json", "{lake}/processed", "SLC5100"),
        ("{real}", "/elsewhere/processed", "SLC5100"),
        ("{real}", "s3://processed", "SLC5100"),
        ("{real}", "{lake}/processed/deeper", "SLC5100"),
        ("ftp://host/x", "{lake}/processed", "SLC5100"),
        ("s3://control/things/batches/x/other.json", "s3://processed", "SLC5100"),
    ],
)
def test_locations_that_do_not_fit_are_coded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], manifest: str, output: str, code: str
) -> None:
    case = rejected_case(tmp_path)
    names = {"lake": str(tmp_path), "real": case.manifest_uri}

    status, line = call(capsys, "recover", "--manifest", manifest.format(**names), "--output", output.format(**names))

    assert (status, line["code"]) == (2, code)
    assert line["fix"]


def test_a_missing_plan_is_coded_and_leaves_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = rejected_case(tmp_path)
    Path(case.plan_uri).unlink()

    status, line = call(capsys, *arguments_of(case))

    assert (status, line["outcome"], line["code"]) == (2, "failed", "SLC5102")
    assert json.loads((tmp_path / "control" / case.batch.report_key(1)).read_text())["code"] == "SLC5102"


def test_recover_prints_the_open_attempt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = folder_case(tmp_path)
    end_of(case, "publish:2", "SIGKILL")
    where = ["recover", "--manifest", case.manifest_uri, "--output", case.output_uri]

    assert call(capsys, *where) == (0, {"batch_id": case.batch.batch_id, "state": "open", "attempt": 2})
    assert call(capsys, *where)[1]["attempt"] == 2
    assert call(capsys, *where, "--fail")[1]["state"] == "failed"


def test_a_lake_may_lie_at_a_strange_place_and_be_moved(tmp_path: Path) -> None:
    (tmp_path / "a [1] ñ").mkdir()
    case = folder_case(tmp_path / "a [1] ñ")

    assert end_of(case)[1]["outcome"] == "committed"
    (tmp_path / "a [1] ñ").rename(tmp_path / "moved")

    assert_exactly_committed(folder_case_at(case, tmp_path / "moved"))


def folder_case_at(case: Case, root: Path) -> Case:
    from dataclasses import replace

    from sluice_glue.storage.folder import FolderStorage

    return replace(case, batch=replace(case.batch, storage=FolderStorage(root)))


def test_a_run_id_tells_whether_its_process_lives() -> None:
    code = "from sluice_glue.run.identity import new_run_id; print(new_run_id())"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )

    assert is_dead(ended.stdout.strip())
    assert not is_dead(new_run_id())
    assert not is_dead("jr_0123")
    mine = new_run_id().split("-")
    reused = "-".join([*mine[:4], str(int(mine[4]) - 1), mine[5]])
    assert is_dead(reused), "another process had this pid"
    assert not is_dead("-".join([mine[0], "00000000", *mine[2:]])), "of another machine nothing is known"


def test_every_code_is_complete_and_every_used_code_exists() -> None:
    known = error_codes()
    assert all(
        entry.title and entry.why and entry.fix and entry.fault in ("user", "environment", "tool")
        for entry in known.values()
    )
    source = "".join(path.read_text(encoding="utf-8") for path in Path(cli.__file__).parents[1].rglob("*.py"))
    import re

    assert set(re.findall(r"SLC\d{4}", source)) <= known.keys()


def test_help_explains_exit_statuses_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["run", "--help"], ["recover", "--help"]):
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        assert ended.value.code == 0
        text = capsys.readouterr().out
        assert "130" in text
        assert "examples:" in text
